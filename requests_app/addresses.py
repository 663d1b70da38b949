"""Which IP addresses may be called. Pure: addresses and networks in, a verdict out.

IPv4 is open but for the special-purpose networks of IANA's registry. IPv6 is closed but for the global unicast block,
and within that for the ways of writing an IPv4 address and what the registry sets aside. `ipaddress`'s own `is_global`
does not serve: it says yes to loopback in the forms of NAT64 and 6to4.
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_CLOSED = [
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, where clouds keep their metadata
        "168.63.129.16/32",  # a cloud's own, though the address is public
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # Teredo, ORCHID, benchmarks
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
    )
]
_GLOBAL_IPV6 = IPv6Network("2000::/3")
_LOOPBACK = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
# What answers here gives away a machine's credentials; no setting opens it.
_NEVER = [
    ip_network(text)
    for text in (
        "169.254.0.0/16",
        "168.63.129.16/32",
        "100.100.100.200/32",
        "192.0.0.192/32",
        "fe80::/10",
        "fd00:ec2::/32",
        "fd20:ce::254/128",
    )
]
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")


def may_call(address: Address, *, loopback: bool = False, networks: Collection[Network] = ()) -> bool:
    """Whether the address is public, or is opened by `loopback` or by one of `networks`. Metadata never is."""
    if any(one in network for network in _NEVER for one in (address, *_within(address))):
        return False
    if loopback and any(address in network for network in _LOOPBACK):
        return True
    if any(address in network for network in networks):
        return True
    if isinstance(address, IPv6Address) and address not in _GLOBAL_IPV6:
        return False
    return not any(address in network for network in _CLOSED)


def _within(address: Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries: mapped, compatible, NAT64, 6to4, Teredo."""
    if isinstance(address, IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _COMPATIBLE or any(address in network for network in _NAT64):
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in carried if one is not None]
