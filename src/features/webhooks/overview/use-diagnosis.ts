import { diagnoseError } from "#features/deliveries/diagnose.ts";
import type { Diagnosis } from "#features/deliveries/diagnosis.ts";

type Failure = { errorCode: string | null; httpStatus: number | null; message: string };

/** Returns the explanation of a failure, for its owner and for the developer. */
export const useDiagnosis =
  (): ((failure: Failure) => Diagnosis) =>
  ({ errorCode, httpStatus, message }) =>
    diagnoseError({
      code: errorCode ?? "",
      message: httpStatus === null ? message : `The endpoint answered ${httpStatus}`,
    });
