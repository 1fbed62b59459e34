import { trainOneStep } from "./first-step.tfjs.js";

await trainOneStep("cpu");
