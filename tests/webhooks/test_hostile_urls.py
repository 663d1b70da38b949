"""URLs that lead, or would lead, to an inner address: none is called, whoever gave it and however it is written."""

from ipaddress import ip_address, ip_network

import pytest

from requests_app import egress
from requests_app.addresses import may_call
from tests.receiver import receiving, reply

INNER = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1",
    "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "100.100.100.200", "168.63.129.16",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::808:808", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1",
    "2002:a9fe:a9fe::", "2001:0:7f00:1::", "2001::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:2::1",
    "2001:10::1", "2001:db8::1", "3fff::1", "fc00::1", "fd12:3456::1", "fd00:ec2::254", "fe80::1", "fe80::a9fe:a9fe",
    "fec0::1", "ff02::1", "ff0e::1", "100::1", "5f00::1", "4000::1",
]  # fmt: skip
METADATA = [
    "169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254",
    "fe80::a9fe:a9fe", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "::169.254.169.254",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "192.0.1.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "2a00::1"]

# What a resolver, or a careless reading, makes loopback or something inner of. {port} is the canary's.
HOSTILE = [
    "http://127.0.0.1:{port}/", "http://127.0.0.2:{port}/", "http://127.1:{port}/", "http://127.0.1:{port}/",
    "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0x7f.1:{port}/", "http://0x7f.0.0.1:{port}/",
    "http://0177.0.0.1:{port}/", "http://0177.1:{port}/", "http://017700000001:{port}/", "http://00000177.0.0.1:{port}/",
    "http://127.0.0x0.01:{port}/", "http://0:{port}/", "http://0.0.0.0:{port}/", "http://00.0x0.0:{port}/",
    "http://localhost:{port}/", "http://LOCALHOST:{port}/", "http://localhost.:{port}/", "http://127.0.0.1.:{port}/",
    "http://[::1]:{port}/", "http://[::]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/", "http://[::127.0.0.1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/", "http://[::FFFF:127.0.0.1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/", "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/", "http://[64:ff9b::7f00:1]:{port}/", "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/", "http://[2002:7f00:0001::1]:{port}/", "http://[2001:0:7f00:1::]:{port}/",
    "http://[fe80::1%25lo]:{port}/", "http://[::1%25lo]:{port}/", "http://[::1%lo]:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/", "http://１２７.０.０.１:{port}/", "http://127。0。0。1:{port}/",
    "http://127｡0｡0｡1:{port}/", "http://127．0．0．1:{port}/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/", "http://ｌocalhost:{port}/",
    "http://%31%32%37.0.0.1:{port}/", "http://127.0.0.1%2f:{port}/", "http://loc%61lhost:{port}/",
    "http://user@127.0.0.1:{port}/", "http://user:pass@127.0.0.1:{port}/", "http://:@127.0.0.1:{port}/",
    "http://example.com@127.0.0.1:{port}/", "http://example.com:80@127.0.0.1:{port}/",
    "http://example.com%40127.0.0.1:{port}/", "http://example.com\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.com/", "http://127.0.0.1:{port}#@example.com/",
    "http://127.0.0.1:{port}?@example.com/", "http://example.com @127.0.0.1:{port}/",
    "http://foo@127.0.0.1:{port} @example.com/", "http://127.0.0.1:{port}:80/", "http://127.0.0.1:0{port}/",
    "http://[127.0.0.1]:{port}/", "http:///127.0.0.1:{port}/", "http:127.0.0.1:{port}/", "http:/127.0.0.1:{port}/",
    "//127.0.0.1:{port}/", "127.0.0.1:{port}", "\thttp://127.0.0.1:{port}/", "http://\t127.0.0.1:{port}/",
    "http://127.0.0.1\r\nHost: x:{port}/", "https://127.0.0.1:{port}/", "https://localhost:{port}/",
    "HTTP://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/", "gopher://127.0.0.1:{port}/_x", "file:///etc/passwd",
    "dict://127.0.0.1:{port}/", "ws://127.0.0.1:{port}/", "unix:///run/x.sock", "javascript:alert(1)", "data:,x",
    "http+unix://127.0.0.1:{port}/", "jar:http://127.0.0.1:{port}/!/", "", "http://", "http://[", "http://]:{port}/",
    "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/latest/", "http://10.0.0.1/",
    "http://192.168.1.1:8080/", "http://172.16.0.1/", "http://100.64.0.1/", "http://224.0.0.1/", "http://[ff02::1]/",
    "http://metadata.google.internal/", "http://127.0.0.1.nip.test:{port}/", "http://inner.test:{port}/",
    "http://mixed.test:{port}/", "http://xn--inner-test:{port}/", "http://nosuch.test:{port}/",
]  # fmt: skip
# Ports of services that would take an HTTP call for commands, at an address that is allowed.
ODD_PORTS = [0, 22, 23, 25, 53, 110, 143, 465, 587, 636, 6379, 6667, 11211, 65536, 99999]

NAMES = {
    "metadata.google.internal": ["169.254.169.254"],
    "127.0.0.1.nip.test": ["127.0.0.1"],
    "inner.test": ["10.0.0.1"],
    "mixed.test": ["93.184.216.34", "127.0.0.1", "10.0.0.1"],
    "xn--inner-test": ["::ffff:10.0.0.1"],
}


@pytest.fixture
def resolver(monkeypatch):
    """The real resolver, but for names of `NAMES`; the names that were asked for."""
    real, asked = egress.socket.getaddrinfo, []

    def getaddrinfo(host, port, *rest, **options):
        asked.append(host)
        if host not in NAMES:
            return real(host, port, *rest, **options)
        return [found for address in NAMES[host] for found in real(address, port, *rest, **options)]

    monkeypatch.setattr(egress.socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.fixture
def connected(monkeypatch):
    """The addresses to which a connection was tried."""
    real, addresses = egress._connected, []

    def note(family, address, seconds):
        addresses.append(address[0])
        return real(family, address, seconds)

    monkeypatch.setattr(egress, "_connected", note)
    return addresses


@pytest.fixture
def no_opening(settings):
    settings.HEAT_EGRESS_LOOPBACK = False
    settings.HEAT_EGRESS_NETWORKS = []
    return settings


def is_refused(url):
    try:
        egress.call("POST", url, body=b"x", total=2)
    except egress.NotReached:
        return True
    return False


def test_no_hostile_url_reaches_the_canary_nor_makes_a_connection(no_opening, resolver, connected):
    assert len(HOSTILE) >= 100
    with receiving() as canary, receiving("::1", canary.port) as canary6:
        reached = [url for url in HOSTILE if not is_refused(url.format(port=canary.port))]
        assert reached == []
        assert (canary.connections, canary6.connections) == (0, 0)
        assert connected == []
        no_opening.HEAT_EGRESS_LOOPBACK = True  # the canaries do hear what is let through
        assert [is_refused(f"http://{one.netloc}/") for one in (canary, canary6)] == [False, False]
        assert (canary.connections, canary6.connections) == (1, 1)


def test_an_open_loopback_opens_nothing_else(no_opening, resolver, connected):
    no_opening.HEAT_EGRESS_LOOPBACK = True
    with receiving() as canary:
        for url in HOSTILE:
            is_refused(url.format(port=canary.port))
    assert set(connected) <= {"127.0.0.1", "127.0.0.2", "::1"}


@pytest.mark.parametrize("port", ODD_PORTS)
def test_odd_ports_are_not_called_even_where_the_address_is_open(no_opening, connected, port):
    no_opening.HEAT_EGRESS_LOOPBACK = True
    assert is_refused(f"http://127.0.0.1:{port}/")
    assert connected == []


def test_inner_addresses_are_told_from_public_ones():
    assert [text for text in INNER if may_call(ip_address(text))] == []
    assert [text for text in PUBLIC if not may_call(ip_address(text))] == []


def test_metadata_is_never_called_whatever_is_opened():
    everything = [ip_network("0.0.0.0/0"), ip_network("::/0")]
    assert [text for text in METADATA if may_call(ip_address(text), loopback=True, networks=everything)] == []


def test_a_listed_network_opens_itself_alone():
    listed = [ip_network("10.1.0.0/16")]
    assert may_call(ip_address("10.1.2.3"), networks=listed)
    assert not any(may_call(ip_address(text), networks=listed) for text in INNER)


def test_a_name_that_changes_between_check_and_connection_gains_nothing(no_opening, monkeypatch):
    no_opening.HEAT_EGRESS_NETWORKS = [ip_network("127.0.0.2/32")]
    real, answers = egress.socket.getaddrinfo, []

    def rebinding(host, port, *rest, **options):
        answers.append(host)
        return real("127.0.0.2" if len(answers) == 1 else "127.0.0.1", port, *rest, **options)

    with receiving("127.0.0.2") as allowed, receiving("127.0.0.1", allowed.port) as canary:
        monkeypatch.setattr(egress.socket, "getaddrinfo", rebinding)
        assert egress.call("POST", f"http://rebinding.test:{allowed.port}/").status == 200
        assert len(answers) == 1
        assert allowed.calls[0].headers["host"] == f"rebinding.test:{allowed.port}"
        assert is_refused(f"http://rebinding.test:{allowed.port}/"), "vetted anew at every call"
        assert (allowed.connections, canary.connections) == (1, 0)


def test_one_bad_address_of_several_refuses_them_all(no_opening, monkeypatch, connected):
    no_opening.HEAT_EGRESS_NETWORKS = [ip_network("127.0.0.2/32")]
    real = egress.socket.getaddrinfo
    for order in (["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"]):

        def mixed(host, port, *rest, **options):
            return [found for address in order for found in real(address, port, *rest, **options)]

        with receiving("127.0.0.2") as allowed:
            monkeypatch.setattr(egress.socket, "getaddrinfo", mixed)
            assert is_refused(f"http://mixed.test:{allowed.port}/")
            assert (allowed.connections, connected) == (0, [])


def test_the_second_address_is_tried_when_the_first_does_not_answer(no_opening, monkeypatch):
    no_opening.HEAT_EGRESS_LOOPBACK = True
    real = egress.socket.getaddrinfo
    with receiving("127.0.0.2") as there:

        def two(host, port, *rest, **options):
            return [found for address in ("127.0.0.1", "127.0.0.2") for found in real(address, port, *rest, **options)]

        monkeypatch.setattr(egress.socket, "getaddrinfo", two)
        assert egress.call("GET", f"http://two.test:{there.port}/").status == 200


def test_an_unknown_name_and_an_inner_one_are_refused_in_the_same_words(no_opening, resolver):
    said = []
    for name in ("nosuch.test", "inner.test"):
        with pytest.raises(egress.NotReached) as refusal:
            egress.call("GET", f"http://{name}/")
        said.append(str(refusal.value))
    assert said[0] == said[1]


@pytest.mark.parametrize("location", ["http://169.254.169.254/", "http://127.0.0.1:{port}/", "file:///etc/passwd"])
def test_a_redirect_to_an_inner_address_is_not_followed(no_opening, connected, location):
    no_opening.HEAT_EGRESS_NETWORKS = [ip_network("127.0.0.2/32")]
    with receiving("127.0.0.2") as allowed, receiving("127.0.0.1", allowed.port) as canary:
        allowed.otherwise = reply(302, Location=location.format(port=canary.port))
        assert egress.call("GET", f"http://127.0.0.2:{allowed.port}/").status == 302
        assert (connected, canary.connections) == (["127.0.0.2"], 0)


def test_proxies_of_the_environment_are_not_used(no_opening, monkeypatch):
    no_opening.HEAT_EGRESS_LOOPBACK = True
    with receiving() as proxy, receiving() as target:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{proxy.netloc}")
        assert egress.call("GET", target.url).status == 200
        assert (proxy.connections, target.connections) == (0, 1)
