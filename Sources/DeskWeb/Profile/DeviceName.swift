/// What people call a browser, from its own long name.
enum DeviceName {
    private static let browsers = [
        ("Edg/", "Edge"), ("OPR/", "Opera"), ("MicroMessenger/", "WeChat"), ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("FxiOS/", "Firefox"), ("Safari/", "Safari"), ("curl/", "curl"),
    ]
    private static let systems = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ]

    /// A short name; the long one's beginning when it says nothing known, nil when it is empty.
    static func of(_ userAgent: String) -> String? {
        let browser = browsers.first { userAgent.contains($0.0) }?.1
        let system = systems.first { userAgent.contains($0.0) }?.1
        let known = [browser, system].compactMap { $0 }
        if !known.isEmpty { return known.joined(separator: " · ") }
        return userAgent.isEmpty ? nil : String(userAgent.prefix(60))
    }
}
