import Testing

@testable import Outbound

struct EgressFilterTests {
    @Test(arguments: [
        "1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.167.1.1",
        "198.17.0.1",
        "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1",
        "2002:0101:0101::1", "2001:200::1",
    ])
    func `the public internet is open`(text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.8.8.8",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "::1.1.1.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2001:10::1",
        "2001:1ff::1",
        "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "febf::1", "fec0::1",
        "ff02::1", "4000::1",
    ])
    func `inner and special networks are closed`(text: String) throws {
        #expect(!(try #require(NetworkAddress(text)).isPublic))
    }

    @Test(arguments: ["127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1"])
    func `loopback is known as such`(text: String) throws {
        #expect(try #require(NetworkAddress(text)).isLoopback)
    }

    @Test(arguments: ["10.0.0.1", "0.0.0.0", "::", "::2", "::ffff:10.0.0.1", "fe80::1"])
    func `other addresses are not loopback`(text: String) throws {
        #expect(!(try #require(NetworkAddress(text)).isLoopback))
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "[::1]", "fe80::1%eth0", "host", "1.2.3.4:80"])
    func `what is no address is none`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test(arguments: [
        ("https://Example.ORG/a?b#c", "https", "example.org", 443), ("http://example.org", "http", "example.org", 80),
        ("http://example.org.:8080/", "http", "example.org", 8080),
        ("https://[2606:4700::1111]:444/", "https", "2606:4700::1111", 444),
        ("http://1.1.1.1/", "http", "1.1.1.1", 80), ("http://0x01010101/", "http", "1.1.1.1", 80),
    ])
    func `a web address is read in one notation`(text: String, scheme: String, host: String, port: Int) throws {
        let origin = try EgressFilter().check(text)
        #expect(origin.scheme == scheme)
        #expect(origin.host == host)
        #expect(origin.port == port)
    }

    @Test(arguments: [
        "file:///etc/passwd", "gopher://example.org/", "ftp://example.org/", "smtp://example.org",
        "javascript:alert(1)",
        "//example.org/", "example.org", "", "http://", "http://user:pw@example.org/", "http://a@example.org/",
        "http://exa mple.org/", "http://example.org\r\n/", "http://example.org:0/", "http://example.org:70000/",
        "http://b\u{FC}cher.example/", "http://[fe80::1%25eth0]/", "http://1.2.3.4.5/", "http://999.1.1.1/",
        "http://foo.0x7f/",
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:a9fe:a9fe]/latest/meta-data",
        "http://169.254.169.254/",
        "http://0/", "http://10.0.0.1:8080/hook", "http://127.0.0.1./",
    ])
    func `an address that leads inwards or nowhere is refused`(text: String) {
        #expect(throws: EgressRefusal.self) { _ = try EgressFilter().check(text) }
    }

    @Test func `what the configuration names may be inside, by scheme, host and port`() throws {
        let filter = EgressFilter(configuredAddresses: ["http://127.0.0.1:8065/api", "https://chat.inner.example"])
        _ = try filter.check("http://127.0.0.1:8065/other")
        let inner = try #require(NetworkAddress("10.1.1.1"))
        try filter.check(inner, of: filter.check("https://chat.inner.example/hooks"))
        #expect(throws: EgressRefusal.self) { _ = try filter.check("http://127.0.0.1:8066/") }
        #expect(throws: EgressRefusal.innerAddress(host: "chat.inner.example")) {
            try filter.check(inner, of: filter.check("http://chat.inner.example/"))
        }
    }

    @Test(arguments: [
        ("https://Chat.Inner.example:443/x", true), ("https://chat.inner.example./", true),
        ("https://chat.inner.example:8443", false), ("https://inner.example", false),
        ("https://a.chat.inner.example", false), ("https://chat.inner.example.evil.example", false),
        ("http://[0:0:0:0:0:0:0:1]:80", false),
    ])
    func `what is configured is compared by scheme, host and port`(text: String, isConfigured: Bool) throws {
        let filter = EgressFilter(configuredAddresses: [
            "https://chat.inner.example/api", "not an address", "http://[::1]:81",
        ])
        #expect(filter.isConfigured(try WebOrigin(text)) == isConfigured)
    }

    @Test(arguments: [
        (EgressRefusal.unreadable, "not a web address"),
        (.scheme("s3cret"), "not an https address; http is for addresses that the configuration names"),
        (.credentials, "a name and password in a web address are not allowed"),
        (.innerAddress(host: "a.example"), "a.example is in an inner network and the configuration does not name it"),
    ])
    func `a refusal tells of the address its host alone`(refusal: EgressRefusal, detail: String) {
        #expect(refusal.detail == detail)
    }

    @Test func `an address is bounded in length`() throws {
        let start = "https://example.org/"
        _ = try WebOrigin(start + String(repeating: "a", count: 8192 - start.utf8.count))
        #expect(throws: EgressRefusal.unreadable) {
            _ = try WebOrigin(start + String(repeating: "a", count: 8193 - start.utf8.count))
        }
    }

    @Test func `a name that resolves to an inner address is refused when it is connected to`() throws {
        let filter = EgressFilter()
        let origin = try filter.check("https://rebinding.example/")
        try filter.check(#require(NetworkAddress("93.184.216.34")), of: origin)
        #expect(throws: EgressRefusal.innerAddress(host: "rebinding.example")) {
            try filter.check(#require(NetworkAddress("::ffff:192.168.1.1")), of: origin)
        }
    }
}
