"""What tells one device from another, as coarse as may be: the browser's family, its system, the network's block."""

import ipaddress

BROWSERS = (  # many call themselves by the name of others as well: the first that fits
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
BLOCK = {4: 16, 6: 32}  # what one provider gives out: who moves about in it stays the same


def name_of(user_agent: str) -> str:
    """Like "Firefox, Windows"; empty if it says neither."""
    found = (next((name for sign, name in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))


def block_of(address: str) -> str:
    ip = ipaddress.ip_address(address)
    return str(ipaddress.ip_network((ip, BLOCK[ip.version]), strict=False))
