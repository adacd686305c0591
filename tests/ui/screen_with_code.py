"""A program of its own on a real screen: a window shows a QR code, and the sign-in's button reads it from there.

The tests' own Qt has no screen to look at, and the plug-in for one can't be changed once it is chosen.
"""

import io
import sys
from pathlib import Path

import segno
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from startalk_desktop.core.qr_codes import codes_in_file
from startalk_desktop.ui.qr_button import QrButton
from startalk_desktop.ui.theme import Theme, ThemeMode

_PATIENCE_MS = 20_000


def main() -> int:
    application = QApplication(sys.argv)
    picture = io.BytesIO()
    segno.make(sys.argv[1], error="m").save(picture, kind="png", scale=6)
    pixmap = QPixmap()
    pixmap.loadFromData(picture.getvalue())
    shown = QLabel()
    shown.setPixmap(pixmap)
    shown.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    shown.move(40, 40)
    shown.show()

    window = QWidget()
    button = QrButton(Theme(application, ThemeMode.LIGHT))
    QVBoxLayout(window).addWidget(button)
    window.move(800, 500)
    window.show()
    from_screen = button.choices.actions()[2]

    def look(images: list) -> None:
        for image in images:
            path = Path(sys.argv[2])
            image.save(str(path), "PNG")
            sys.stdout.write("".join(f"{code}\n" for code in codes_in_file(path.read_bytes())))
        # Only now: the window has to be there again.
        application.exit(0 if window.windowOpacity() == 1.0 else 3)

    button.images_taken.connect(look)
    button.refused.connect(lambda why: (sys.stdout.write(why), application.exit(4)))
    QTimer.singleShot(_PATIENCE_MS, lambda: application.exit(5))
    wait = QTimer()
    wait.timeout.connect(lambda: _begin(shown, wait, from_screen.trigger))
    wait.start(20)
    return application.exec()


def _begin(shown: QWidget, wait: QTimer, act) -> None:
    """Once what the X server really has on its screen there is the picture's white margin and its dark squares."""
    grabbed = shown.screen().grabWindow(0, 40, 40, 120, 120).toImage()
    colours = {grabbed.pixelColor(x, x).lightness() > 128 for x in range(0, 120, 3)}
    if colours == {True, False}:
        wait.stop()
        act()


if __name__ == "__main__":
    sys.exit(main())
