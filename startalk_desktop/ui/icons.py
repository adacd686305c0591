"""Icons: SVG files drawn with `currentColor`, recoloured and rendered for the size and pixel ratio asked."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from startalk_desktop.resources import icon_file


class IconLibrary:
    """Renders icons; what is rendered is kept for all windows and themes, in Qt's bounded cache of pixmaps."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}

    def pixmap(self, name: str, size: int, colour: QColor, pixel_ratio: float = 1.0) -> QPixmap:
        """The icon `name`, `size` device-independent pixels wide and high.

        Raises:
            FileNotFoundError: there is no such icon.
        """
        key = f"icon {name} {size} {colour.rgba():x} {pixel_ratio}"
        found = QPixmap()
        if not QPixmapCache.find(key, found):
            found = self._render(name, size, colour, pixel_ratio)
            QPixmapCache.insert(key, found)
        return found

    def icon(
        self,
        name: str,
        colour: QColor,
        disabled: QColor,
        active: QColor | None = None,
        *,
        ratios: Iterable[float] = (1.0,),
        size: int = 24,
    ) -> QIcon:
        """The icon `name` for a control, with its disabled and (on hover or when checked) active colour.

        It is rendered for the pixel ratios `ratios`: those of the screens on which it could be shown.
        """
        icon = QIcon()
        for ratio in ratios:
            normal = self.pixmap(name, size, colour, ratio)
            lively = self.pixmap(name, size, active or colour, ratio)
            icon.addPixmap(normal, QIcon.Mode.Normal, QIcon.State.Off)
            icon.addPixmap(lively, QIcon.Mode.Active, QIcon.State.Off)
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Active):
                icon.addPixmap(lively, mode, QIcon.State.On)
            icon.addPixmap(lively, QIcon.Mode.Selected)  # or Qt would tint it
            icon.addPixmap(self.pixmap(name, size, disabled, ratio), QIcon.Mode.Disabled)
        return icon

    def _render(self, name: str, size: int, colour: QColor, pixel_ratio: float) -> QPixmap:
        source = self._sources.get(name)
        if source is None:
            source = self._sources[name] = icon_file(name).read_text(encoding="utf-8")
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour.name()).encode()))
        pixmap = QPixmap(QSize(size, size) * pixel_ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
        painter.end()
        pixmap.setDevicePixelRatio(pixel_ratio)
        return pixmap
