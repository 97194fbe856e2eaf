/// Settings of the gateway itself that misfit.
extension BadConfiguration {
    static let gatewaySettings: [BadConfiguration] = [
        .init("no channels", "1:1", "channels", "is missing", "channels: {}", "desk: {name: A}\n"),
        .init("channels without a value", "1:1", "channels", "has no value", "channels: {}", "channels:\n"),
        .init("channels as a list", "2:3", "channels", "is a list", "by id", "channels:\n  - mail\n"),
        .init("a misspelled key", "1:1", "chanels", "did you mean `channels`?", "data_dir, listen", "chanels: {}\n"),
        .init("an unknown key", "1:1", "wombat", "is no known key", "trusted_proxies", "wombat: 1\nchannels: {}\n"),
        .init(
            "a misspelled inner key",
            "1:10",
            "listen.prot",
            "did you mean `port`?",
            "host, port",
            "listen: {prot: 1}\nchannels: {}\n"
        ),
        .init(
            "a port over the range",
            "1:16",
            "listen.port",
            "too large",
            "from 1 to 65535",
            "listen: {port: 65536}\nchannels: {}\n"
        ),
        .init(
            "a port of zero",
            "1:16",
            "listen.port",
            "too small",
            "from 1 to 65535",
            "listen: {port: 0}\nchannels: {}\n"
        ),
        .init(
            "a port in quotes",
            "1:16",
            "listen.port",
            "in quotes",
            "whole number",
            "listen: {port: \"80\"}\nchannels: {}\n"
        ),
        .init(
            "a port in words",
            "1:16",
            "listen.port",
            "no whole number",
            "whole number",
            "listen: {port: eighty}\nchannels: {}\n"
        ),
        .init(
            "a port in octal",
            "1:16",
            "listen.port",
            "no whole number",
            "whole number",
            "listen: {port: 0644}\nchannels: {}\n"
        ),
        .init(
            "no port behind the last",
            "1:16",
            "listen.port",
            "no next port",
            "two different",
            "listen: {port: 65535}\nchannels: {}\n"
        ),
        .init(
            "one port for both",
            "1:34",
            "listen.content_port",
            "the same",
            "two different",
            "listen: {port: 80, content_port: 80}\nchannels: {}\n"
        ),
        .init(
            "listen as text",
            "1:9",
            "listen",
            "is a plain value",
            "host, port",
            "listen: localhost:8080\nchannels: {}\n"
        ),
        .init(
            "a host with a port",
            "1:16",
            "listen.host",
            "no address or host name",
            "127.0.0.1",
            "listen: {host: \"a:80\"}\nchannels: {}\n"
        ),
        .init(
            "a host that is no address",
            "1:16",
            "listen.host",
            "no address",
            "127.0.0.1",
            "listen: {host: 300.1.1.1}\nchannels: {}\n"
        ),
        .init(
            "plain http to all",
            "1:16",
            "listen.host",
            "plain HTTP to other machines",
            "tls",
            "listen: {host: 0.0.0.0}\nchannels: {}\n"
        ),
        .init(
            "plain http to all over IPv6",
            "1:16",
            "listen.host",
            "plain HTTP",
            "trusted_proxies",
            "listen: {host: \"::\"}\nchannels: {}\n"
        ),
        .init(
            "a public address in plain http",
            "1:13",
            "public_url",
            "plain http",
            "https://",
            "public_url: http://help.example.com\nchannels: {}\n"
        ),
        .init(
            "a public address with a path",
            "1:13",
            "public_url",
            "has a path",
            "host and port",
            "public_url: https://a.example/help\nchannels: {}\n"
        ),
        .init(
            "a public address without scheme",
            "1:13",
            "public_url",
            "no http or https",
            "https://",
            "public_url: help.example.com\nchannels: {}\n"
        ),
        .init(
            "a public address with a password",
            "1:13",
            "public_url",
            "user name or password",
            "without",
            "public_url: https://a:b@c.example\nchannels: {}\n"
        ),
        .init(
            "a public address of another kind",
            "1:13",
            "public_url",
            "no http or https",
            "http",
            "public_url: ftp://a.example\nchannels: {}\n"
        ),
        .init(
            "one origin for both",
            "2:14",
            "content_url",
            "same origin",
            "another host or port",
            "public_url: https://a.example\ncontent_url: https://A.example:443/\nchannels: {}\n"
        ),
        .init(
            "content in plain http",
            "2:14",
            "content_url",
            "another scheme",
            "https",
            "public_url: https://a.example\ncontent_url: http://b.example\nchannels: {}\n"
        ),
        .init(
            "a proxy that is a name",
            "1:19",
            "trusted_proxies[0]",
            "no IP address",
            "10.0.0.0/8",
            "trusted_proxies: [proxy.example]\nchannels: {}\n"
        ),
        .init(
            "a block with bits behind",
            "1:19",
            "trusted_proxies[0]",
            "bits set",
            "10.0.0.0/8",
            "trusted_proxies: [10.0.0.1/8]\nchannels: {}\n"
        ),
        .init(
            "a block that is too long",
            "1:19",
            "trusted_proxies[0]",
            "no IP address",
            "block",
            "trusted_proxies: [10.0.0.0/33]\nchannels: {}\n"
        ),
        .init(
            "a proxy that is everybody",
            "1:19",
            "trusted_proxies[0]",
            "trusts everybody",
            "your own",
            "trusted_proxies: [0.0.0.0/0]\nchannels: {}\n"
        ),
        .init(
            "proxies as text",
            "1:18",
            "trusted_proxies",
            "is a plain value",
            "a list of",
            "trusted_proxies: 127.0.0.1\nchannels: {}\n"
        ),
        .init(
            "a certificate without key",
            "1:1",
            "tls.key",
            "is missing",
            "a path",
            "tls: {certificate: /a}\nchannels: {}\n"
        ),
        .init(
            "a certificate that is not there",
            "1:20",
            "tls.certificate",
            "does not exist",
            "PEM",
            "tls: {certificate: /a, key: /b}\nchannels: {}\n"
        ),
        .init(
            "a size without sense",
            "1:28",
            "limits.max_message_size",
            "is no size",
            "25MB",
            "limits: {max_message_size: 25 apples}\nchannels: {}\n"
        ),
        .init(
            "a size that is too large",
            "1:28",
            "limits.max_message_size",
            "too large",
            "256MB",
            "limits: {max_message_size: 1GB}\nchannels: {}\n"
        ),
        .init(
            "a size that is too small",
            "1:28",
            "limits.max_message_size",
            "too small",
            "64KB",
            "limits: {max_message_size: 25}\nchannels: {}\n"
        ),
        .init(
            "a span without unit",
            "1:25",
            "limits.raw_retention",
            "without a unit",
            "7d",
            "limits: {raw_retention: 90}\nchannels: {}\n"
        ),
        .init(
            "a span that overflows",
            "1:25",
            "limits.raw_retention",
            "no time span",
            "7d",
            "limits: {raw_retention: 9223372036854775807w}\nchannels: {}\n"
        ),
        .init(
            "a queue of nothing",
            "1:24",
            "limits.intake_queue",
            "too small",
            "16",
            "limits: {intake_queue: 0}\nchannels: {}\n"
        ),
        .init(
            "a language nobody speaks",
            "1:18",
            "desk.language",
            "none of the allowed words",
            "one of en, zh",
            "desk: {language: klingon}\nchannels: {}\n"
        ),
        .init(
            "a region in small letters",
            "1:24",
            "desk.default_region",
            "written as `DE`",
            "two upper-case",
            "desk: {default_region: de}\nchannels: {}\n"
        ),
        .init(
            "a region that is none",
            "1:24",
            "desk.default_region",
            "no known region",
            "DE or CN",
            "desk: {default_region: ZZ}\nchannels: {}\n"
        ),
        .init("a desk without name", "1:14", "desk.name", "is empty", "a name", "desk: {name: \"\"}\nchannels: {}\n"),
        .init(
            "a name as a list",
            "1:14",
            "desk.name",
            "is a list",
            "text of at most 100",
            "desk: {name: [a]}\nchannels: {}\n"
        ),
        .init(
            "a value left out",
            "2:3",
            "desk.name",
            "has no value",
            "text of at most 100",
            "desk:\n  name:\nchannels: {}\n"
        ),
    ]
}
