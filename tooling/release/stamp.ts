import { stampRepository, stampSnapshot, stampVersion } from "./stamps.ts";

stampVersion();
stampRepository();
stampSnapshot();
