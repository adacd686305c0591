"""Names of files as strangers give them, and files that could run. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_NAME_BYTES: Final = 200
"""Of a name in UTF-8; file systems take 255, and a program that opens it may add something."""

_NAMELESS: Final = "file"
_MAX_SUFFIX_BYTES: Final = 20
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
_DEVICE: Final = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE
)
_RUNNING: Final = frozenset(
    """
    action ade adp apk app application appimage appref-ms bas bat cer chm cmd com command cpl crx deb desktop diagcab
    dll dmg docm dotm dylib efi elf exe fxp gadget hlp hta inf ins iso isp jar jnlp jse js jsp kext ksh lnk mad maf
    mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz mpkg msc msh msh1 msh2 mshxml msi msix msixbundle msp mst
    ocx ops osx out pcd phar pif pkg pl plg potm ppam pptm prf prg ps1 ps1xml ps2 ps2xml psc1 psc2 psm1 py pyc pyw pyz
    rb reg rgs rpm run scf scpt scptd scr sct settingcontent-ms sh shb shs sldm so sys terminal u3p url vb
    vbe vbp vbs vbscript vhd vhdx vsix vsmacros vsw wasm webloc website workflow ws wsc wsf wsh xbap xlam xlsb xlsm
    xltm xnk xpi xll zsh
    """.split()
)
_MAGIC: Final = (
    b"MZ",  # Windows
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",  # Mach-O, of either word length and byte order
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Mach-O for several machines, and Java classes
    b"#!",
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
)


def sanitised(name: str) -> str:
    """`name` as a file may be called on every system: one that leads nowhere, shows all it is, and opens no device."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # What can't be seen: controls, and marks that turn the direction of writing and hide what a name ends with.
    name = "".join(character for character in name if character.isprintable())
    # Windows takes off what is at the end by itself: then it would be another name.
    name = _FORBIDDEN.sub("_", name).strip(" .")
    if _DEVICE.fullmatch(name.partition(".")[0].rstrip()):
        name = f"_{name}"
    return _shortened(name) or _NAMELESS


def is_executable(name: str, head: bytes = b"") -> bool:
    """Whether opening the file may run something: by how its name ends, or by its first bytes."""
    ending = sanitised(name).rpartition(".")[2].lower()
    return ("." in name and ending in _RUNNING) or head.startswith(_MAGIC)


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    suffix = f"{dot}{ending}"
    if not stem or len(suffix.encode()) > _MAX_SUFFIX_BYTES:
        stem, suffix = name, ""
    room = MAX_NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + suffix
