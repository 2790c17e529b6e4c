"""Orders to be drawn, and what stands in the pictures that become of them."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image

from liuke.posters.contracts import Badge, Certificate, Invite, Look, Order, Upgrade

TEA, GOLD = Look("#1f5c4a", "#ffffff", "#b94c1c"), Look("#7a5d30", "#f6e7c8", "#a9833f")
LINK = "https://m.tea.example/i/k7m2xq9dfa"


def invite(name: str = "阿禾", look: Look = TEA, **more: str) -> Invite:
    words = {
        "shop": "留客茶铺", "headline": "好东西，\n想和你分享", "standing": "黄金",
        "line": f"{name} 邀请你加入留客茶铺",
        "tier_color": "#c9a227", "gain_label": "新会员首单可得", "gain": "100 积分、满 20 减 5 元券",
        "terms": "注册 7 天内填写邀请码，30 天内首单支付后到账", "code": "k7m2xq9dfa", "code_label": "或填写邀请码",
        "scan": "长按识别二维码", "content": LINK, **more,
    }  # fmt: skip
    return Invite(look=look, name=name, **words)


ORDERS: dict[str, Order] = {
    "invite": invite(),
    "badge": Badge(GOLD, "留客茶铺", "咖啡大师", "阿禾", "2026 年 3 月 8 日获得"),
    "certificate": Certificate(
        TEA, "留客茶铺", "荣誉证书", "CERTIFICATE", "兹授予", "阿禾", "以下荣誉称号", "爱心茶友", "2026 年 3 月 8 日",
        "编号 7F3A-C19E",
    ),
    "upgrade": Upgrade(
        GOLD, "留客茶铺", "恭喜，你已成为", "黄金会员", "阿禾", "2026 年 3 月 8 日", "从今天起，你享有",
        ("全场 9 折", "每月小食 1 份"), "会员已为你省下", "¥486.20",
    ),
}  # fmt: skip


def open_picture(content: bytes) -> Image.Image:
    """The pixels; nothing else may be in the file."""
    image = Image.open(io.BytesIO(content))
    assert not image.getexif()
    image.load()
    return image.convert("RGB")


def read_codes(content: bytes) -> list[str]:
    """What the QR codes of a picture say, by a decoder that knows nothing of how they were made."""
    return [found.text for found in zxingcpp.read_barcodes(open_picture(content))]


def photo(size: tuple[int, int] = (900, 600), colour: str = "#f4efe6") -> bytes:
    """A bright picture of the merchant's."""
    out = io.BytesIO()
    image = Image.new("RGB", size, colour)
    image.paste("#8a4b20", (size[0] // 3, size[1] // 3, size[0] // 2, size[1] // 2))
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
