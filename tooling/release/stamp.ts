import { stampRepository, stampVersion } from "./stamps.ts";

stampVersion();
stampRepository();
