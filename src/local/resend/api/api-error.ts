/** Resend's documented error names with their status (resend.com/docs/api-reference/errors). */
const statuses = {
  invalid_idempotency_key: 400,
  missing_api_key: 401,
  invalid_api_key: 403,
  not_found: 404,
  method_not_allowed: 405,
  invalid_idempotent_request: 409,
  concurrent_idempotent_requests: 409,
  missing_required_field: 422,
  invalid_parameter: 422,
  validation_error: 422,
  rate_limit_exceeded: 429,
  daily_quota_exceeded: 429,
  monthly_quota_exceeded: 429,
  internal_server_error: 500,
} as const;

/** In the words of Resend's documentation if there are any. */
export class ApiError extends Error {
  constructor(
    readonly errorName: keyof typeof statuses,
    message: string,
    readonly statusCode: number = statuses[errorName],
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }

  toJson() {
    return { statusCode: this.statusCode, name: this.errorName, message: this.message };
  }

  toResponse(): Response {
    return Response.json(this.toJson(), { status: this.statusCode, headers: this.headers });
  }
}

export function missing(field: string): ApiError {
  return new ApiError('missing_required_field', `Missing ${field} field.`);
}

export function invalid(message: string): ApiError {
  return new ApiError('validation_error', message);
}
