import { report } from "./report.ts";

onmessage = async ({ data }) => postMessage(await report(data as number));
