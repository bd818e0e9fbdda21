"""Shapes of five well-regarded public interfaces, in our own words after their public documentation (read 2024-2026):
which endpoints there are, how they page, retry and refuse. Fields are a selection; bounds are stated where theirs are.
"""

from helpers.interface import Api, Endpoint

ERRORS = [400, 401, 403, 404, 429]

# Payments (after Stripe's): form of ids, amounts in cents, a key for every POST, lists by the last id.
PAYMENTS = Api(
    "Payments",
    auth="bearer",
    server="https://api.payments.example.com",
    resources={
        "Charge": {
            "id": "string(255) read-only",
            "amount": "integer(1..99999999)",
            "currency": "string(3..3)",
            "description": "string(1000)?",
            "status": "enum[pending|succeeded|failed|...] read-only",
            "created": "integer(0..) read-only",
            "metadata": "map[string(500)](50)?",
        },
        "Refund": {
            "id": "string(255) read-only",
            "charge": "string(255)",
            "amount": "integer(1..99999999)?",
            "status": "enum[pending|succeeded|failed|...] read-only",
            "created": "integer(0..) read-only",
        },
        "Customer": {
            "id": "string(255) read-only",
            "email": "email(512)?",
            "name": "string(256)?",
            "balance": "integer(-99999999..99999999)?",
        },
    },
).add(
    Endpoint(
        "create_charge",
        "POST",
        "/v1/charges",
        body="Charge",
        returns="Charge",
        status=200,
        idempotent=True,
        errors=[400, 401, 402, 403, 409, 429],
    ),
    Endpoint("read_charge", "GET", "/v1/charges/{id}", returns="Charge", errors=ERRORS),
    Endpoint("list_charges", "GET", "/v1/charges", returns="list[Charge]", paginated="cursor", errors=ERRORS),
    Endpoint(
        "update_charge",
        "POST",
        "/v1/charges/{id}",
        body="Charge",
        returns="Charge",
        status=200,
        idempotent=True,
        errors=[*ERRORS, 409],
    ),
    Endpoint(
        "create_refund",
        "POST",
        "/v1/refunds",
        body="Refund",
        returns="Refund",
        status=200,
        idempotent=True,
        errors=[*ERRORS, 409],
    ),
    Endpoint(
        "create_customer",
        "POST",
        "/v1/customers",
        body="Customer",
        returns="Customer",
        status=200,
        idempotent=True,
        errors=[*ERRORS, 409],
    ),
    Endpoint("delete_customer", "DELETE", "/v1/customers/{id}", returns="Customer", errors=ERRORS),
)

# Code hosting (after GitHub's): pages by number, ETags on reads, edits without If-Match, 404 for strangers.
CODE_HOSTING = Api(
    "Code hosting",
    auth="bearer",
    errors_as="application/json",
    resources={
        "Repository": {
            "id": "int64(1..) read-only",
            "name": "string(1..100)",
            "private": "boolean = false",
            "created_at": "date-time read-only",
            "owner": "string(39) read-only",
        },
        "Issue": {
            "number": "integer(1..) read-only",
            "title": "string(1..256)",
            "body": "string(65536)|null?",
            "state": "enum[open|closed] = open",
            "labels": "list[string(50)](100)?",
            "created_at": "date-time read-only",
            "updated_at": "date-time read-only",
        },
    },
).add(
    Endpoint(
        "list_repositories", "GET", "/user/repos", returns="list[Repository]", paginated="offset", errors=[401, 403]
    ),
    Endpoint(
        "create_repository", "POST", "/user/repos", body="Repository", returns="Repository", errors=[400, 401, 403, 422]
    ),
    Endpoint("read_repository", "GET", "/repos/{owner}/{repo}", returns="Repository", errors=[301, 403, 404][1:]),
    Endpoint(
        "delete_repository",
        "DELETE",
        "/repos/{owner}/{repo}",
        resource="Repository",
        scopes=["delete_repo"],
        errors=[403, 404],
    ),
    Endpoint(
        "list_issues",
        "GET",
        "/repos/{owner}/{repo}/issues",
        returns="list[Issue]",
        paginated="offset",
        parameters={"state": "enum[open|closed|all]?"},
        errors=[404, 422],
    ),
    Endpoint(
        "create_issue",
        "POST",
        "/repos/{owner}/{repo}/issues",
        body="Issue",
        returns="Issue",
        errors=[400, 403, 404, 410, 422, 503],
    ),
    Endpoint(
        "update_issue",
        "PATCH",
        "/repos/{owner}/{repo}/issues/{number}",
        body="Issue",
        returns="Issue",
        errors=[403, 404, 410, 422, 503],
    ),
    Endpoint("star", "PUT", "/user/starred/{owner}/{repo}", status=204, errors=[401, 403, 404]),
)

# Messaging (after Slack's): every call a verb by POST or GET, always 200 with ok true or false, cursors.
MESSAGING = Api(
    "Messaging",
    auth="bearer",
    errors_as="application/json",
    resources={
        "Message": {
            "channel": "string(20)",
            "text": "string(40000)",
            "ts": "string(20) read-only",
            "ok": "boolean read-only",
        },
        "Channel": {"id": "string(20) read-only", "name": "string(80)", "is_private": "boolean = false"},
    },
).add(
    Endpoint(
        "post_message",
        "POST",
        "/api/chat.postMessage",
        body="Message",
        returns="Message",
        status=200,
        scopes=["chat:write"],
        errors=[429],
    ),
    Endpoint(
        "delete_message",
        "POST",
        "/api/chat.delete",
        body="Message",
        returns="Message",
        status=200,
        scopes=["chat:write"],
        errors=[429],
    ),
    Endpoint(
        "history",
        "GET",
        "/api/conversations.history",
        returns="list[Message]",
        paginated="cursor",
        parameters={"channel": "string(20)"},
        page_limit=999,
        scopes=["channels:history"],
        errors=[429],
    ),
    Endpoint(
        "list_channels",
        "GET",
        "/api/conversations.list",
        returns="list[Channel]",
        paginated="cursor",
        page_limit=1000,
        scopes=["channels:read"],
        errors=[429],
    ),
    Endpoint(
        "create_channel",
        "POST",
        "/api/conversations.create",
        body="Channel",
        returns="Channel",
        status=200,
        scopes=["channels:manage"],
        errors=[429],
    ),
)

# Mail (after Gmail's): resource paths below the user, custom methods, page tokens, partial updates by POST.
MAIL = Api(
    "Mail",
    auth="oauth2",
    errors_as="application/json",
    resources={
        "Message": {
            "id": "string(32) read-only",
            "threadId": "string(32)?",
            "labelIds": "list[string(100)](100)?",
            "raw": "string(35000000)",
            "internalDate": "int64 read-only",
            "snippet": "string(300) read-only",
        },
        "Draft": {"id": "string(32) read-only", "message": "Message"},
        "Label": {"id": "string(100) read-only", "name": "string(225)", "type": "enum[system|user] read-only"},
    },
).add(
    Endpoint(
        "list_messages",
        "GET",
        "/gmail/v1/users/{userId}/messages",
        returns="list[Message]",
        paginated="cursor",
        page_limit=500,
        scopes=["mail.readonly"],
        errors=["default"],
    ),
    Endpoint(
        "read_message",
        "GET",
        "/gmail/v1/users/{userId}/messages/{id}",
        returns="Message",
        scopes=["mail.readonly"],
        errors=["default"],
    ),
    Endpoint(
        "send_message",
        "POST",
        "/gmail/v1/users/{userId}/messages/send",
        body="Message",
        returns="Message",
        status=200,
        scopes=["mail.send"],
        errors=["default"],
    ),
    Endpoint(
        "trash_message",
        "POST",
        "/gmail/v1/users/{userId}/messages/{id}/trash",
        returns="Message",
        status=200,
        scopes=["mail.modify"],
        errors=["default"],
    ),
    Endpoint(
        "create_draft",
        "POST",
        "/gmail/v1/users/{userId}/drafts",
        body="Draft",
        returns="Draft",
        status=200,
        scopes=["mail.compose"],
        errors=["default"],
    ),
    Endpoint(
        "update_draft",
        "PUT",
        "/gmail/v1/users/{userId}/drafts/{id}",
        body="Draft",
        returns="Draft",
        scopes=["mail.compose"],
        errors=["default"],
    ),
    Endpoint(
        "list_labels",
        "GET",
        "/gmail/v1/users/{userId}/labels",
        returns="list[Label](10000)",
        scopes=["mail.readonly"],
        errors=["default"],
    ),
)

# Cloud storage (after Google Cloud Storage's JSON interface): generations as preconditions, tokens, long operations.
STORAGE = Api(
    "Storage",
    auth="oauth2",
    errors_as="application/json",
    resources={
        "Bucket": {
            "name": "string(3..63) /[a-z0-9][a-z0-9._-]*/",
            "location": "string(40)?",
            "timeCreated": "date-time read-only",
            "storageClass": "enum[STANDARD|NEARLINE|COLDLINE|ARCHIVE|...]?",
            "metageneration": "int64 read-only",
        },
        "Object": {
            "name": "string(1..1024)",
            "size": "string(20) read-only",
            "generation": "int64 read-only",
            "updated": "date-time read-only",
            "metadata": "map[string(8192)](100)?",
        },
    },
).add(
    Endpoint(
        "create_bucket",
        "POST",
        "/storage/v1/b",
        body="Bucket",
        returns="Bucket",
        status=200,
        parameters={"project": "string(30)"},
        errors=[400, 401, 403, 409, 429],
    ),
    Endpoint(
        "list_buckets",
        "GET",
        "/storage/v1/b",
        returns="list[Bucket]",
        paginated="cursor",
        page_limit=1000,
        parameters={"project": "string(30)"},
        errors=[400, 401, 403, 429],
    ),
    Endpoint("read_object", "GET", "/storage/v1/b/{bucket}/o/{object}", returns="Object", errors=ERRORS),
    Endpoint(
        "list_objects",
        "GET",
        "/storage/v1/b/{bucket}/o",
        returns="list[Object]",
        paginated="cursor",
        page_limit=1000,
        parameters={"prefix": "string(1024)?"},
        errors=ERRORS,
    ),
    Endpoint(
        "patch_object",
        "PATCH",
        "/storage/v1/b/{bucket}/o/{object}",
        body="Object",
        returns="Object",
        if_match=True,
        scopes=["devstorage.write"],
        errors=[*ERRORS, 412, 428],
    ),
    Endpoint(
        "delete_object",
        "DELETE",
        "/storage/v1/b/{bucket}/o/{object}",
        resource="Object",
        scopes=["devstorage.write"],
        errors=ERRORS,
    ),
    Endpoint(
        "rewrite_object",
        "POST",
        "/storage/v1/b/{bucket}/o/{object}/rewrite",
        returns="Object",
        status=200,
        takes="30 s",
        scopes=["devstorage.write"],
        errors=ERRORS,
    ),
)
SHAPES = {"payments": PAYMENTS, "code hosting": CODE_HOSTING, "messaging": MESSAGING, "mail": MAIL, "storage": STORAGE}
