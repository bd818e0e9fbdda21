"""What the numbers of HTTP answers mean, in words (RFC 9110, RFC 6585)."""

WORDS = {
    200: "OK: here it is",
    201: "Created: it was made, and Location says where it is",
    202: "Accepted: the work goes on; ask again later",
    204: "No content: done, and there is nothing to show",
    301: "Moved for good: go there, and remember it",
    302: "Found: go there this time",
    303: "See other: look there with GET",
    304: "Not modified: what you have is still right",
    307: "Temporary redirect: send the same request there",
    308: "Permanent redirect: send it there from now on",
    400: "Bad request: it cannot be read",
    401: "Unauthorized: say who you are",
    403: "Forbidden: known, but not allowed",
    404: "Not found",
    405: "Method not allowed: Allow lists those that are",
    406: "Not acceptable: none of the wished formats",
    408: "Request timeout",
    409: "Conflict with what is there already",
    410: "Gone for good",
    411: "Length required: say how long the body is",
    412: "Precondition failed: it was changed meanwhile",
    413: "Content too large",
    414: "URI too long",
    415: "Unsupported media type: send JSON",
    422: "Unprocessable content: readable, but not valid",
    428: "Precondition required: send If-Match",
    429: "Too many requests: wait as long as Retry-After says",
    431: "Header fields too large",
    500: "Internal server error",
    501: "Not implemented",
    502: "Bad gateway",
    503: "Service unavailable for now",
    504: "Gateway timeout",
    507: "Insufficient storage",
}


def words_of_status(status) -> str:
    """A status in words.

    >>> words_of_status(412)
    'Precondition failed: it was changed meanwhile'
    """
    if status == "default":
        return "Any other answer"
    kind = {2: "Success", 3: "Redirect", 4: "The request is at fault", 5: "The server is at fault"}
    return WORDS.get(status, kind.get(status // 100, "Unknown") if isinstance(status, int) else "Unknown")
