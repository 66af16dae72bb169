"""Tell public network addresses from those inside somebody's own network."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(ip: str) -> bool:
    """Say whether anybody on the net may reach this address: no house, no machine, no cloud's own.

    An IPv4 address in an IPv6 one's clothes counts as what it is (RFC 4291, 6052, 3056); what is
    tunnelled (Teredo, RFC 4380) counts as private. Raises ValueError for what is no address.
    """
    address = ip_address(ip.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.teredo is not None:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast and not address.is_reserved
