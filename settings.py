"""Every setting of the product, from environment variables `OPEN360_…`. See the table in docs/deploy.md."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import WrongInput


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
    port: int = Field(8360, ge=1, le=65535, description="Port of the app; the next free one if it is taken.")

    @field_validator("opensearch_url", "region", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

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
        raise WrongInput(f"The setting {name} cannot be used: {first['msg']}.") from None
