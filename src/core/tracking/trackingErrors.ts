import { AppError } from "../../base/errors.ts";

/**
 * The error codes of the MLflow REST API that this server answers with, and their HTTP status.
 *
 * Invariant: none is a status that the client retries (408, 429, 500, 502, 503, 504): a retried
 * error blocks the training script for minutes, so a condition that lasts is never one of those.
 */
export const trackingStatuses = {
  BAD_REQUEST: 400,
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  INTERNAL_ERROR: 400,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  REQUEST_TOO_LARGE: 413,
  NOT_IMPLEMENTED: 501,
  STORAGE_FULL: 507,
} as const;
export type TrackingErrorCode = keyof typeof trackingStatuses;

/** An error whose code and message the MLflow client shows to the user of the script. */
export function trackingError(code: TrackingErrorCode, message: string): AppError {
  return new AppError(code, message);
}

export function invalidParameter(message: string): AppError {
  return trackingError("INVALID_PARAMETER_VALUE", message);
}

export function doesNotExist(message: string): AppError {
  return trackingError("RESOURCE_DOES_NOT_EXIST", message);
}

export function isTrackingErrorCode(code: string): code is TrackingErrorCode {
  return Object.hasOwn(trackingStatuses, code);
}
