/// Settings of channels that misfit.
extension BadConfiguration {
    static let channelSettings: [BadConfiguration] = [
        .init(
            "an id in capitals",
            "1:12",
            "channels.Post",
            "no channel id",
            "a-z, 0-9 and -",
            "channels: {Post: {adapter: letter}}\n"
        ),
        .init(
            "an id with a space",
            "1:12",
            "channels",
            "no channel id",
            "1 to 64",
            "channels: {\"my post\": {adapter: letter}}\n"
        ),
        .init(
            "an id that is too long",
            "1:12",
            "channels",
            "no channel id",
            "1 to 64",
            "channels: {\(String(repeating: "a", count: 65)): {}}\n"
        ),
        .init("a channel without a value", "2:3", "channels.post", "has no value", "adapter", "channels:\n  post:\n"),
        .init("a channel as text", "1:18", "channels.post", "plain value", "adapter", "channels: {post: letter}\n"),
        .init(
            "no adapter",
            "2:3",
            "channels.post.adapter",
            "is missing",
            "text",
            "channels:\n  post: {enabled: true}\n"
        ),
        .init(
            "an adapter that is a list",
            "2:19",
            "channels.post.adapter",
            "is a list",
            "text",
            "channels:\n  post: {adapter: [letter]}\n"
        ),
        .init(
            "an unknown adapter",
            "2:19",
            "channels.post.adapter",
            "no installed adapter",
            "letter, sheet",
            "channels:\n  post: {adapter: pigeon}\n"
        ),
        .init(
            "a required setting",
            "2:3",
            "channels.post.address",
            "is missing",
            "mail address",
            "channels:\n  post: {adapter: letter}\n"
        ),
        .letter("a common key misspelled", "5:5", "enabeld", "did you mean `enabled`?", "unify", "enabeld: true"),
        .letter("a flag as yes", "5:14", "enabled", "written as `true`", "true or false", "enabled: yes"),
        .letter("a flag as no", "5:11", "fast", "written as `false`", "true or false", "fast: off"),
        .letter("a flag in quotes", "5:11", "fast", "in quotes", "true or false", "fast: \"true\""),
        .letter("a window that is too long", "5:12", "unify", "is too long", "365d", "unify: 53w"),
        .letter("a window in words", "5:12", "unify", "no time span", "12h", "unify: forever"),
        .letter("a negative number", "5:12", "count", "too small", "1 to 10", "count: -1"),
        .letter("a fraction", "5:12", "count", "no whole number", "1 to 10", "count: 1.5"),
        .letter(
            "a number too long to hold",
            "5:12",
            "count",
            "no whole number",
            "1 to 10",
            "count: 99999999999999999999"
        ),
        .letter("a span that is too short", "5:11", "wait", "too short", "10s to 1d", "wait: 9s"),
        .letter(
            "a choice misspelled",
            "5:15",
            "security",
            "did you mean `starttls`?",
            "tls, starttls, none",
            "security: startls"
        ),
        .letter(
            "a choice of another case",
            "5:15",
            "security",
            "did you mean `tls`?",
            "tls, starttls, none",
            "security: TLS"
        ),
        .letter("an address with a name", "5:11", "site", "no http or https", "http", "site: 'help me'"),
        .letter("a path with a control character", "5:13", "folder", "no path", "a path", "folder: \"a\\u0007b\""),
        .letter("an empty path", "5:13", "folder", "no path", "a path", "folder: \"\""),
        .letter(
            "a text that is too long",
            "5:11",
            "note",
            "too long, 13 characters",
            "at most 12",
            "note: 1234567890123"
        ),
        .letter("a text with a NUL", "5:11", "note", "control character", "at most 12", "note: \"a\\0b\""),
        .letter("too many entries", "5:5", "ids", "has 3 entries", "0 to 2 entries", "ids: [a, b, c]"),
        .letter("an entry that is a group", "5:14", "ids[1]", "is a group of keys", "text", "ids: [a, {b: c}]"),
        .letter("a group's missing key", "5:5", "server.host", "is missing", "text", "server: {port: 1}"),
        .letter(
            "a group's unknown key",
            "6:7",
            "server.hots",
            "did you mean `host`?",
            "host, port",
            "server:\n  hots: a\n  host: a"
        ),
        .letter("a group's empty text", "6:13", "server.host", "is empty", "text", "server:\n  host: \"\""),
        .letter("a group as a list", "5:13", "server", "is a list", "a group of host", "server: [a]"),
        .letter("a table as a list", "5:13", "labels", "is a list", "names of your choice", "labels: [a]"),
        .letter(
            "a table's long text",
            "5:18",
            "labels.en",
            "too long",
            "at most 20",
            "labels: {en: \"\(String(repeating: "x", count: 21))\"}"
        ),
        .letter(
            "a channel that is not there",
            "5:13",
            "beside",
            "names no channel",
            "no other channel",
            "beside: pots"
        ),
        .letter("a channel that is itself", "5:13", "beside", "its own channel", "no other", "beside: post"),
        .letter(
            "a channel that cannot be one",
            "5:13",
            "beside",
            "is no channel id",
            "another channel",
            "beside: 'a b'"
        ),
        .letter("a region in words", "5:11", "home", "no known region", "DE or CN", "home: Germany"),
        .init(
            "a channel named like the portal",
            "2:3",
            "channels.portal",
            "is the name of the customers' portal",
            "another name",
            "channels:\n  portal: {adapter: letter, address: a@b.example}\n"
        ),
        .init(
            "a channel misspelled",
            "3:41",
            "channels.form.reply_through",
            "did you mean `post`?",
            "other channels: post",
            "channels:\n  post: {adapter: letter, address: a@b.example}\n  form: {adapter: sheet, reply_through: psot}\n"
        ),
        .init(
            "a channel that cannot send",
            "3:40",
            "channels.two.reply_through",
            "cannot send replies",
            "sends replies",
            "channels:\n  one: {adapter: sheet, reply_through: two}\n  two: {adapter: sheet, reply_through: one}\n"
        ),
    ]
}
