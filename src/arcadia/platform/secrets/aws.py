"""AWS Secrets Manager: one entry, a JSON object whose keys are names of settings.

Credentials, profile and, for private endpoints, AWS_ENDPOINT_URL are found by AWS's own client where it always does.
"""

from collections.abc import Mapping
from typing import Any, Final

import boto3
import msgspec
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError, NoRegionError
from botocore.exceptions import ConnectionError as CannotConnect

from arcadia.platform.secrets.store import Store, StoreAway, StoreRefused

_VARIABLE: Final = "ARCADIA_AWS_SECRET"
_FAULTY_FROM: Final = 500
_BUSY: Final = frozenset({"ThrottlingException", "TooManyRequestsException", "InternalServiceError"})
# Trying again is ours: the client's own retries would not know the deadline.
_CONFIG: Final = Config(connect_timeout=3, read_timeout=3, retries={"total_max_attempts": 1})


def make_aws_store(name: str, *, region: str | None) -> Store:
    """Return the store for the entry of this name or ARN."""
    return Store(f"AWS Secrets Manager ({name})", _VARIABLE, lambda: _read(name, region))


def _read(name: str, region: str | None) -> Mapping[str, str]:
    try:
        client = boto3.client("secretsmanager", region_name=region, config=_CONFIG)
        answer = client.get_secret_value(SecretId=name)
    except NoRegionError:
        raise StoreRefused("AWS_REGION", "no region is set", "Set it, such as eu-central-1") from None
    except NoCredentialsError:
        mend = "Give this machine a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        raise StoreRefused(_VARIABLE, "there are no credentials for AWS", mend) from None
    except (CannotConnect, HTTPClientError) as error:
        raise StoreAway(type(error).__name__) from None
    except ClientError as error:
        raise _meant(error) from None
    except BotoCoreError as error:
        mend = "Look at what this machine has set for AWS's clients"
        raise StoreRefused(_VARIABLE, f"its client cannot ask ({type(error).__name__})", mend) from None
    return _texts(answer)


def _meant(error: ClientError) -> Exception:
    code = error.response.get("Error", {}).get("Code", "unknown")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _BUSY or status >= _FAULTY_FROM:
        return StoreAway(code)
    if code == "ResourceNotFoundException":
        return StoreRefused(_VARIABLE, "there is no such entry in this region", "Name one that is there")
    return StoreRefused(_VARIABLE, f"it refuses ({code})", "Allow secretsmanager:GetSecretValue for this entry")


def _texts(answer: Mapping[str, Any]) -> Mapping[str, str]:
    try:
        return msgspec.json.decode(answer["SecretString"], type=dict[str, str])
    except (KeyError, msgspec.MsgspecError):
        # Without the decoder's sentence, which might quote.
        mend = 'Store one such as {"SESSION_SECRET": "…"}'
        raise StoreRefused(_VARIABLE, "the entry is no JSON object of texts", mend) from None
