// The screens behind the list, and the larger parts that few of them show: each is loaded when it is first drawn.

import { later } from "./later";

export const KeysetScreen = later(() => import("./set/keyset").then((set) => set.KeysetScreen));
export const Activity = later(() => import("./activity").then((activity) => activity.Activity));
export const Worker = later(() => import("./worker/worker").then((worker) => worker.WorkerScreen));
export const Connect = later(() => import("./connect/connect").then((connect) => connect.Connect));
export const Again = later(() => import("./connect/again").then((again) => again.Again));
export const Running = later(() => import("./running").then((running) => running.Running));
export const SignInAgain = later(() => import("./sign-in-again").then((again) => again.SignInAgain));
export const KeyChoices = later(() => import("./list/key-choices").then((choices) => choices.KeyChoices));
export const StrayLink = later(() => import("./connect/stray-link").then((stray) => stray.StrayLink));
export const SelectionBar = later(() => import("./list/selection-bar").then((bar) => bar.SelectionBar));
export const EmulatorForm = later(() => import("./connect/emulator-form").then((form) => form.EmulatorForm));
export const Steps = later(() => import("./connect/steps").then((steps) => steps.Steps));
export const ReviewSheet = later(() => import("./review/sheet").then((sheet) => sheet.ReviewSheet));
