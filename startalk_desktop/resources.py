"""Where the files that ship beside the code are: icons and compiled translations.

An installed or frozen program carries them inside the package; a checkout has `resources/` at its top.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED_RESOURCES = _PACKAGE / "_resources"
_CHECKOUT_RESOURCES = _PACKAGE.parent / "resources"

TRANSLATIONS = _PACKAGE / "_translations"
"""The folder of compiled translations (``startalk_<locale>.qm``); it may be absent in a fresh checkout."""


def resources_folder() -> Path:
    """The folder that holds `icons/`.

    Raises:
        FileNotFoundError: neither the installed nor the checkout's folder exists; the program is incomplete.
    """
    for folder in (_INSTALLED_RESOURCES, _CHECKOUT_RESOURCES):
        if (folder / "icons").is_dir():
            return folder
    raise FileNotFoundError(
        f"the program's icons are missing: neither {_INSTALLED_RESOURCES} nor {_CHECKOUT_RESOURCES} has them; "
        "install it again"
    )


def icon_file(name: str) -> Path:
    """The SVG file of the icon `name`."""
    return resources_folder() / "icons" / f"{name}.svg"
