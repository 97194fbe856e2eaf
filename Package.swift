// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with: language mode 6, warnings as errors, explicit `any`, private imports.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A target of the product with its tests in `Tests/<name>Tests`.
func room(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of a target; they see it and whatever it is made of.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

/// An adapter: one folder under `Adapters/` with README, manifest, sources and tests.
func adapter(
    _ folder: String,
    _ dependencies: [Target.Dependency],
    resources: [Resource] = [],
    exclude: [String] = []
) -> Target {
    .target(
        name: "\(folder)Adapter",
        dependencies: ["ChannelKit", "MessageText", "AddressNormalization", crypto] + dependencies,
        path: "Adapters/\(folder)",
        exclude: ["README.md", "Tests"] + exclude,
        sources: ["Sources"],
        resources: [.embedInCode("adapter.yml")] + resources,
        swiftSettings: strict
    )
}

/// The tests of an adapter, in its folder, with the contract's own.
func adapterTests(_ folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(folder)AdapterTests",
        dependencies: [
            "AddressNormalization", "ChannelConformance", "ChannelKit", "ConformanceCases", "MessageText",
            .target(name: "\(folder)Adapter"), crypto,
        ] + dependencies,
        path: "Adapters/\(folder)/Tests",
        exclude: ["Fixtures"],
        swiftSettings: strict
    )
}

/// Thin layers over C libraries of the system.
let systemLibraries: [Target] = [
    .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CCurlShim", dependencies: ["CCurl"]),
    .systemLibrary(name: "CExchange"),
    .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
    .target(name: "CGMimeShim", dependencies: ["CGMime"]),
    .systemLibrary(name: "CGumbo", pkgConfig: "gumbo", providers: [.apt(["libgumbo-dev"])]),
    .target(name: "CGumboShim", dependencies: ["CGumbo"]),
    .systemLibrary(name: "CIDN", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
    .systemLibrary(
        name: "CMarkGFM",
        providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]
    ),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .target(name: "CSQLiteShim", linkerSettings: [.linkedLibrary("sqlite3")]),
    .systemLibrary(name: "CSpawn", path: "Adapters/Process/CSpawn"),
    .target(
        name: "CPhone",
        linkerSettings: [.linkedLibrary("phonenumber"), .linkedLibrary("stdc++")]
    ),
]

/// What adapters are written against, and what decides without touching anything.
let pureTargets: [Target] = [
    room("ChannelKit", []),
    room("MessageText", ["CGumboShim"]),
    room("MarkdownText", ["CMarkGFM", "MessageText"]),
    room("AddressNormalization", ["ChannelKit", "CIDN", "CPhone"]),
    room("ProviderKit", ["AddressNormalization", "ChannelKit", "MessageText", crypto, cryptoExtras]),
    room("MailParsing", ["CGMimeShim", "COpenSSL", "MessageText", crypto]),
    room("DeskModel", ["ChannelKit"]),
    room("IdentityResolution", ["AddressNormalization", "ChannelKit", "DeskModel"]),
    room("MessageThreading", ["ChannelKit", "DeskModel", crypto]),
    room("ServiceLevels", ["ChannelKit", "DeskModel"]),
    room("Notices", ["ChannelKit", "DeskModel", crypto]),
]

/// The channels that come with the product; a new one is one line here and one in `AdapterCatalog.swift`.
let adapters: [Target] = [
    adapter("Email", ["MailParsing", "ProviderKit", cryptoExtras]),
    adapter(
        "WebForm",
        ["ProviderKit"],
        resources: ["embed.js", "form.css", "form.js"].map { .embedInCode("Assets/\($0)") }
    ),
    adapter(
        "LiveChat",
        ["ProviderKit"],
        resources: ["chat.css", "chat.js"].map { .embedInCode("Assets/\($0)") }
    ),
    adapter("ChatWebhook", ["ProviderKit", cryptoExtras]),
    adapter("SocialWebhook", ["ProviderKit"]),
    adapter("PhoneLog", []),
    adapter(
        "Process",
        ["ProviderKit", "CSpawn"],
        resources: ["tributary_adapter.py", "template.py", "template.yaml", "template.md"].map {
            .embedInCode("Python/\($0)")
        },
        exclude: ["CSpawn", "Samples"]
    ),
]

/// What acts.
let shellTargets: [Target] = [
    room("Failpoints", []),
    .target(
        name: "ConfigurationExamples",
        path: "config",
        exclude: ["tributary.yaml"],
        sources: ["Sources"],
        resources: [.embedInCode("examples")],
        swiftSettings: strict
    ),
    room("DeskConfiguration", ["ChannelKit", "COpenSSL", yams]),
    room(
        "TicketStorage",
        ["ChannelKit", "CSQLiteShim", "DeskModel", "Failpoints", "MessageText", crypto, grdb, grdbSQLite]
    ),
    room(
        "MessageRouting",
        [
            "ChannelKit", "DeskModel", "Failpoints", "IdentityResolution", "MessageText", "MessageThreading", "Notices",
            "ServiceLevels", "TicketStorage", crypto, lifecycle, logging,
        ]
    ),
    room("OutboxDelivery", ["ChannelKit", "DeskModel", "Failpoints", "TicketStorage", lifecycle, logging]),
    room(
        "TicketFollowing",
        [
            "ChannelKit", "DeskModel", "Failpoints", "IdentityResolution", "MessageRouting", "MessageThreading",
            "Notices",
            "OutboxDelivery", "ServiceLevels", "TicketStorage", lifecycle, logging,
        ]
    ),
    room("Outbound", ["CCurl", "CCurlShim", "ChannelKit", "Failpoints"]),
    room("MailReception", ["ChannelKit", "Failpoints", nio, nioPosix]),
    room("Consents", ["ChannelKit", crypto, nio, nioPosix]),
    room("ConformanceCases", ["ChannelKit", "DeskConfiguration"]),
    room("ChannelConformance", ["ChannelKit", "ConformanceCases"]),
    room(
        "InstalledAdapters",
        [
            "ChannelKit", "DeskConfiguration", "ChatWebhookAdapter", "EmailAdapter", "LiveChatAdapter",
            "PhoneLogAdapter",
            "ProcessAdapter",
            "SocialWebhookAdapter", "WebFormAdapter",
        ]
    ),
    room(
        "Probing",
        [
            "AddressNormalization", "ChannelKit", "IdentityResolution", "MailParsing", "MessageText", "TicketStorage",
            crypto,
        ]
    ),
    room(
        "DeskWeb",
        [
            "AddressNormalization", "CArgon2", "CQRCode", "ChannelKit", "ConfigurationExamples", "DeskModel",
            "MarkdownText",
            "MessageRouting", "MessageText", "Notices", "ServiceLevels", "TicketStorage",
            crypto, httpTypes, hummingbird, hummingbirdCore, hummingbirdTLS, lifecycle, logging, nio, nioHTTPTypes,
            nioSSL,
        ],
        resources: [
            "base.css", "desk.css", "dom.js", "desk.js", "live.js", "composer.js", "keys.js", "list.js", "fields.js",
            "forms.js",
        ].map { .embedInCode("Assets/Files/\($0)") }
    ),
]

let testTargets: [Target] = [
    adapterTests("WebForm", ["ProviderKit"]),
    adapterTests("LiveChat", ["ProviderKit"]),
    adapterTests("Email", ["MailParsing", "MailServers", "ProviderKit", cryptoExtras]),
    adapterTests("ChatWebhook", ["ProviderKit", cryptoExtras]),
    adapterTests("SocialWebhook", ["ProviderKit", cryptoExtras]),
    adapterTests("PhoneLog", []),
    adapterTests("Process", ["ProviderKit"]),
    tests("ProviderKit", ["AddressNormalization", "ChannelKit", "MessageText", "ProviderKit", crypto, cryptoExtras]),
    tests("MailParsing", ["MailParsing", "MailServers", "MessageText"], exclude: ["Fixtures"]),
    tests(
        "TicketStorage",
        ["ChannelKit", "DeskModel", "MessageText", "TicketFollowing", "TicketStorage", crypto, grdb, logging],
        exclude: ["Fixtures"]
    ),
    tests("InstalledAdapters", ["ChannelKit", "ConfigurationExamples", "DeskConfiguration", "InstalledAdapters"]),
    .target(name: "MailServers", path: "Tests/MailServers", swiftSettings: strict),
    tests("ConformanceCases", ["ChannelKit", "ConformanceCases"]),
    tests("Outbound", ["ChannelKit", "MailServers", "Outbound"]),
    tests("Consents", ["ChannelKit", "Consents"]),
    tests("MailReception", ["ChannelKit", "MailReception", "MailServers", nio]),
    tests("MessageText", ["MessageText"]),
    tests("MarkdownText", ["MarkdownText", "MessageText"]),
    tests("AddressNormalization", ["AddressNormalization", "ChannelKit"]),
    tests("DeskModel", ["ChannelKit", "DeskModel"]),
    tests("IdentityResolution", ["ChannelKit", "DeskModel", "IdentityResolution"]),
    tests("Architecture", []),
    tests("MessageThreading", ["ChannelKit", "DeskModel", "MessageThreading"]),
    tests(
        "MessageRouting",
        ["ChannelKit", "DeskModel", "EmailAdapter", "MessageRouting", "MessageThreading", "TicketStorage", logging]
    ),
    tests("ServiceLevels", ["ChannelKit", "DeskModel", "ServiceLevels"]),
    tests("Notices", ["ChannelKit", "DeskModel", "Notices"]),
    tests("OutboxDelivery", ["ChannelKit", "DeskModel", "OutboxDelivery", "TicketStorage"]),
    tests("DeskConfiguration", ["ChannelKit", "DeskConfiguration"]),
    tests(
        "DeskWeb",
        [
            "ChannelKit", "DeskModel", "DeskWeb", "MessageRouting", "MessageText", "MessageThreading", "Notices",
            "OutboxDelivery", "TicketFollowing", "TicketStorage",
            crypto, httpTypes, hummingbird, hummingbirdCore, lifecycle, logging, nio,
        ],
        exclude: ["Goldens"]
    ),
]

let package = Package(
    name: "tributary",
    products: [.executable(name: "tributary", targets: ["tributary"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: systemLibraries + pureTargets + adapters + shellTargets + testTargets + [
        .executableTarget(
            name: "ceilings",
            dependencies: ["CGMimeShim", "MailParsing", "MessageText", hummingbird, logging],
            path: "Tests/Ceilings",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "tributary",
            dependencies: [
                "AddressNormalization", "CExchange", "ChannelKit", "DeskConfiguration", "DeskModel", "DeskWeb",
                "Failpoints",
                "IdentityResolution", "InstalledAdapters", "MessageRouting", "MessageThreading", "OutboxDelivery",
                "Outbound", "ProcessAdapter", "Probing", "TicketFollowing", "MailReception", "Consents",
                "TicketStorage",
                argumentParser, crypto, lifecycle, logging, nio, nioPosix, unixSignals,
            ],
            resources: [.embedInCode("Demo/setting.json"), .embedInCode("Demo/story.json")],
            swiftSettings: strict
        ),
    ],
    cxxLanguageStandard: .cxx17
)
