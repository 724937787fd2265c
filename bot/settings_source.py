"""Where settings are read from, and what they are called there."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self, TypeAlias

from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX = "STADTBOTE_"

EnvFile: TypeAlias = Path | str | None


class ReadSettings(BaseSettings):
    """Settings without a field: how those of a class are read from the environment and a file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave reading the environment to `load`, so that a test's settings depend on nothing outside."""
        return (init_settings,)

    @classmethod
    def load(cls, env_file: EnvFile = ".env", environ: Mapping[str, str] | None = None) -> Self:
        """Read `environ` (default: this process's), then `env_file` for what is missing there.

        An absent file is fine. Raises `pydantic.ValidationError`, which quotes no value.
        """
        return cls(**cls.given(env_file, os.environ if environ is None else environ))

    @classmethod
    def given(cls, env_file: EnvFile, environ: Mapping[str, str]) -> dict[str, Any]:
        """What was set, by field and not yet checked; an empty text counts as not set."""
        environment = EnvSettingsSource(cls)
        environment.env_vars = {key.lower(): value for key, value in environ.items() if value}
        found = DotEnvSettingsSource(cls, env_file=env_file)() | environment()
        return {field: value for field, value in found.items() if field in cls.model_fields}


def setting_name(field: str) -> str:
    """The environment variable of a field: `web_port` is `STADTBOTE_WEB_PORT`."""
    return PREFIX + field.upper()
