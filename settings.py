"""Every setting of the product, from environment variables `OPEN360_…`. See the table in docs/deploy.md."""

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.access import Role
from domain.errors import WrongInput

Network = IPv4Network | IPv6Network
_HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]


class Settings(BaseSettings):
    """One frozen object. Units stand in the names; each description is the setting's documentation."""

    model_config = SettingsConfigDict(env_prefix="OPEN360_", frozen=True, extra="ignore")

    opensearch_url: str | None = Field(
        None, description="A running OpenSearch to use; unset: start and use the local node."
    )
    index_prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,40}$")] = Field(
        "open360", description="What every index and alias name begins with."
    )
    home: Path = Field(
        default_factory=lambda: user_data_path("open360"),
        description="Folder of the local node, its data, and files on their way in.",
    )
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, description="Two-letter region that reads phones typed without a country code."
    )
    language: str = Field(
        "english",
        description="Language whose stems plain words are searched by (an OpenSearch stemmer name).",
    )
    heap_mb: int = Field(1024, ge=512, description="Heap of the local node, in MiB.")
    request_timeout_seconds: float = Field(30, gt=0, description="How long one request to OpenSearch may take.")
    start_timeout_seconds: float = Field(120, gt=0, description="How long the local node may take to start.")
    address: str = Field(
        "127.0.0.1", description="Address the app listens on; anything but loopback needs a trusted proxy."
    )
    port: int = Field(8360, ge=1, le=65535, description="Port of the app; the next free one if it is taken.")
    trusted_proxy: Annotated[tuple[Network, ...] | None, NoDecode] = Field(
        None,
        description="Addresses or networks, separated by commas, of the proxy that says who asks; unset: one user.",
    )
    trusted_proxy_secret: Annotated[SecretStr, Field(min_length=16)] | None = Field(
        None, description="What the proxy proves itself by: 16 characters or more; needed with a trusted proxy."
    )
    trusted_proxy_secret_header: _HeaderName = Field(
        "Open360-Proxy-Secret", description="Header in which the proxy sends that secret."
    )
    trusted_proxy_user_header: _HeaderName = Field(
        "Remote-User", description="Header in which the proxy says who has signed in."
    )
    trusted_proxy_groups_header: _HeaderName = Field(
        "Remote-Groups", description="Header in which the proxy says their groups, separated by commas."
    )
    trusted_proxy_roles: Annotated[dict[str, Role] | None, NoDecode] = Field(
        None, description="`GROUP=ROLE` or `user:NAME=ROLE`, separated by commas; the highest that fits counts."
    )
    trusted_proxy_default_role: Role | None = Field(
        None, description="Role of those whom none of these fits; unset: they may not use it."
    )
    trusted_proxy_recheck_minutes: float = Field(
        15, gt=0, description="How long an open page goes on before it connects, and is recognised, anew."
    )
    products_url: str | None = Field(
        None,
        description="Address at which a customer's products are asked for, with `{external_id}`, `{email}` or "
        "`{phone}` in its path or query; unset: there is no Get products.",
    )
    products_token: SecretStr | None = Field(None, description="Token that the product system asks for.")
    products_header: _HeaderName = Field(
        "Authorization", description="Header that carries the token; in `Authorization` it is sent as `Bearer TOKEN`."
    )
    products_namespace: str = Field(
        "default", description="Namespace of the customer IDs that the product system knows."
    )
    products_source: str = Field(
        "product system", min_length=1, max_length=100, description="Name under which fetched products are shown."
    )
    products_timeout_seconds: float = Field(
        10, gt=0, le=300, description="How long fetching a customer's products may take in all, tries included."
    )
    summaries_url: str | None = Field(
        None,
        description="Base address of an OpenAI-compatible service that writes summaries (`https://host/v1`); unset: "
        "nothing is sent anywhere, summaries are extracts.",
    )
    summaries_model: str = Field("default", description="Model that the service is asked for.")
    summaries_token: SecretStr | None = Field(None, description="Token that the service asks for.")
    summaries_timeout_seconds: float = Field(20, gt=0, le=300, description="How long writing one summary may take.")

    @field_validator(
        *("opensearch_url", "region", "trusted_proxy", "trusted_proxy_secret"),
        *("trusted_proxy_roles", "trusted_proxy_default_role"),
        *("products_url", "products_token", "summaries_url", "summaries_token"),
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("trusted_proxy", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        networks = tuple(ip_network(part.strip()) for part in value.split(","))
        if any(network.prefixlen == 0 for network in networks):
            raise ValueError("it would believe every address; name the proxy's own")
        return networks

    @field_validator("trusted_proxy_roles", mode="before")
    @classmethod
    def _roles(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        roles: dict[str, str] = {}
        for pair in value.split(","):
            name, equals, role = (part.strip() for part in pair.rpartition("="))
            if not equals or not name or role not in list(Role):
                raise ValueError(f"'{pair.strip()}' is not GROUP=ROLE with one of the roles {', '.join(Role)}")
            if name in roles:
                raise ValueError(f"'{name}' has two roles")
            roles[name] = role
        return roles

    @field_validator("products_url", "summaries_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError("it is not an http or https address")
        return value

    @field_validator("products_url")
    @classmethod
    def _asks_by_something(cls, value: str | None) -> str | None:
        if value is None:
            return value
        named = re.findall(r"{(.*?)}", value)
        if not named or set(named) - {"external_id", "email", "phone"}:
            raise ValueError("name {external_id}, {email} or {phone} in it, and nothing else in braces")
        if "{" in urlsplit(value).netloc:
            raise ValueError("only its path and query may hold {external_id}, {email} or {phone}")
        return value

    @field_validator("products_token", "summaries_token")
    @classmethod
    def _fits_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[!-~]+( [!-~]+)*", value.get_secret_value()):
            raise ValueError("a token has ASCII letters, digits and signs alone")
        return value

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process. Raises WrongInput naming the variable that cannot be read."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "OPEN360_" + str(first["loc"][0]).upper()
        reason = re.sub(r"^Value error, ", "", first["msg"])
        raise WrongInput(f"The setting {name} cannot be used: {reason}.") from None
