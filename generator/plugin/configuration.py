"""`mkdocs.yml` read by MkDocs' own classes and told in our words: every fault with its line, nothing printed twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from yaml import YAMLError

from ..errors import ConfigError, Problem, Severity, did_you_mean
from ..settings.config import key_line
from .adapter import Options, in_our_words
from .hooks import BriefingPlugin

CONFIG_NAMES = ("mkdocs.yml", "mkdocs.yaml")
_OURS = "Plugin 'briefing' option 'briefing': "  # what MkDocs sets before what `load_config` says


def plugin_of(config: MkDocsConfig) -> BriefingPlugin:
    """Return the plugin of a loaded configuration; raises `ConfigError` when `mkdocs.yml` does not name it."""
    for plugin in config.plugins.values():
        if isinstance(plugin, BriefingPlugin):
            return plugin
    name = Path(config.config_file_path or "mkdocs.yml").name
    raise ConfigError(Problem(name, 0, "the plugin 'briefing' is not named", "add 'plugins: [briefing]'"))


def load(config_file: str | None, options: Options, **overrides: Any) -> MkDocsConfig:
    """Return MkDocs' configuration with our plugin told what the command line says; raises `ConfigError`.

    MkDocs' own loader words faults without file and line, and writes every value to its log, which a few YAML aliases
    can make endless; so here are its steps. What is wrong but harmless is kept as the plugin's `oddities`.
    """
    path = Path(config_file or next((name for name in CONFIG_NAMES if Path(name).is_file()), CONFIG_NAMES[0]))
    config = MkDocsConfig(config_file_path=str(path.absolute()))
    try:
        text = path.read_text(encoding="utf-8-sig")
        with path.open("rb") as file:
            config.load_file(file)
        config.load_dict({key: value for key, value in overrides.items() if value is not None})
    except UnicodeDecodeError:
        raise ConfigError(Problem(path.name, 0, "is not UTF-8", "save it as UTF-8")) from None
    except OSError as error:
        raise ConfigError(Problem(path.name, 0, f"cannot be read: {error.strerror}")) from None
    except RecursionError:
        raise ConfigError(Problem(path.name, 0, "is nested too deeply", "plain keys and values")) from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:  # `!!bool perhaps`, …
        raise ConfigError(Problem(path.name, 0, f"is not valid YAML: {error}")) from None
    except ConfigurationError as error:
        raise ConfigError(_unreadable(path, error)) from None
    with in_our_words(config):
        errors, warnings = config.validate()
    faults = tuple(_config_problems(path, text, errors, "error"))
    oddities = tuple(_config_problems(path, text, warnings, "warning"))
    if faults or (config.strict and oddities):
        raise ConfigError(faults + oddities)
    plugin = plugin_of(config)
    plugin.options, plugin.oddities = replace(options, own_command=True), oddities
    return config


def _unreadable(path: Path, error: Exception) -> Problem:
    """Return what MkDocs says about a file that it cannot read, with the line that only YAML's own error knows."""
    cause = error.__context__
    mark = getattr(cause, "problem_mark", None) or getattr(cause, "context_mark", None)
    if not isinstance(cause, YAMLError):
        odd = str(error).startswith("The configuration is invalid")
        return Problem(path.name, 0, "is no mapping of settings" if odd else str(error), "site_name: …" if odd else "")
    name = Path(getattr(mark, "name", "") or path).name  # perhaps a file that this one inherits from
    what = getattr(cause, "problem", None) or getattr(cause, "reason", None) or str(cause)
    remedy = "quote values that hold ': ' or '#'"
    return Problem(name, mark.line + 1 if mark else 0, f"is not valid YAML: {what}", remedy)


def _config_problems(path: Path, text: str, found: Sequence[tuple[str, Any]], severity: Severity) -> Iterator[Problem]:
    """Return what MkDocs found in its configuration, in our words where it is common, else in its own."""
    for key, fault in found:
        message = str(fault).replace(f"{path.absolute().parent}/", "")
        ours = [line.removeprefix(_OURS) for line in message.splitlines() if line.startswith(_OURS)]
        remedy = ""
        if ours:  # already with file and line
            yield from (Problem("", 0, line, severity=severity) for line in ours)
            continue
        if message.startswith("Unrecognised configuration name"):
            message, remedy = f"unknown key '{key}'", did_you_mean(key, MkDocsConfig().keys(), "see MkDocs' manual")
        elif message.startswith("Required configuration not provided"):
            message, remedy = f"{key} is missing", f"{key}: …"
        else:
            message = f"{key}: {message.rstrip('.')}"
        yield Problem(path.name, key_line(text, key), message, remedy, severity, "bad-config")
