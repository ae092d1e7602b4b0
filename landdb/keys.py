"""Reads TOML files that people write: what is missing, misspelt or makes no sense is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from landdb.errors import RuleBroken


def read_toml(path: Path) -> Keys:
    """Read a TOML file; CFG-01 when it is not one."""
    try:
        return Keys("", tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleBroken("CFG-01", file=path.name, said=str(error)) from error


class Keys:
    """One table of a TOML file: keys are taken out, and what is left over is a mistake.

    Raises
    ------
    RuleBroken
        CFG-02 a key that does not exist, CFG-03 a key that is missing, CFG-04 a value that makes no
        sense there.
    """

    def __init__(self, name: str, table: dict[str, Any]) -> None:
        self._name = name
        self._left = dict(table)
        self._known: list[str] = []

    def take(self, key: str, *kinds: type, needed: bool = False) -> Any:
        """Take a value of one of these kinds; None when the key is not there."""
        self._known.append(key)
        value = self._left.pop(key, None)
        if value is None and needed:
            raise RuleBroken("CFG-03", key=self.called(key))
        # bool is an int in Python, a yes is no number here.
        if value is not None and (
            not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)
        ):
            raise self.nonsense(key, value, "/".join(kind.__name__ for kind in kinds))
        return value

    def choice(self, key: str, known: tuple[str, ...], default: str) -> str:
        """Take one of several words."""
        value: str = self.take(key, str) or default
        if value not in known:
            raise self.nonsense(key, value, ", ".join(known))
        return value

    def table(self, key: str, *, needed: bool = False) -> Keys:
        """Take a table; an empty one when it is not there."""
        return self.inner(key, self.take(key, dict, needed=needed) or {})

    def inner(self, key: str, table: dict[str, Any]) -> Keys:
        """Read a table found under a key with the same care."""
        return Keys(self.called(key), table)

    def tables(self, key: str) -> list[Keys]:
        """Take one table or a list of them."""
        value = self.take(key, dict, list) or []
        many = [value] if isinstance(value, dict) else value
        if not all(isinstance(one, dict) for one in many):
            raise self.nonsense(key, value, "[[table]]")
        return [self.inner(key, one) for one in many]

    def done(self) -> None:
        """Refuse keys that nobody took: a misspelt key must not be passed over."""
        for key in self._left:
            known = ", ".join(self._known)
            raise RuleBroken("CFG-02", key=self.called(key), known=known)

    def nonsense(self, key: str, found: object, wanted: str) -> RuleBroken:
        """Make the refusal of a value."""
        return RuleBroken("CFG-04", key=self.called(key), found=str(found), wanted=wanted)

    def called(self, key: str) -> str:
        """Name a key with the tables it stands in."""
        return f"{self._name}.{key}" if self._name else key
