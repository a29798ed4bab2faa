// The screens behind the list, each loaded when it is opened.

import { later } from "./later";

export const KeysetScreen = later(() => import("./set/keyset").then((set) => set.KeysetScreen));
export const Activity = later(() => import("./activity").then((activity) => activity.Activity));
export const Worker = later(() => import("./worker/worker").then((worker) => worker.WorkerScreen));
export const Connect = later(() => import("./connect/connect").then((connect) => connect.Connect));
export const Again = later(() => import("./connect/again").then((again) => again.Again));
export const ReviewSheet = later(() => import("./review/sheet").then((sheet) => sheet.ReviewSheet));
