import Foundation

/// The repository as the tests see it: files and what they import.
struct SourceTree {
    /// One Swift file of the product.
    struct File {
        /// The path from the repository's root.
        let path: String
        /// The target it belongs to.
        let target: String
        /// The modules it imports.
        let imports: Set<String>
        /// Its text.
        let text: String
    }

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// All Swift files of `Sources` and of the adapters' `Sources`.
    static let files: [File] = folder("Sources") + folder("Adapters").filter { $0.path.contains("/Sources/") }

    /// The names of the adapters' folders.
    static var adapterFolders: [String] { subfolders("Adapters") }

    /// The names of the targets in `Sources` that hold Swift.
    static var targets: [String] { Set(files.filter { $0.path.hasPrefix("Sources/") }.map(\.target)).sorted() }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    static func subfolders(_ path: String) -> [String] {
        let all = try? FileManager.default.contentsOfDirectory(
            at: root.appending(path: path),
            includingPropertiesForKeys: [.isDirectoryKey]
        )
        return (all ?? []).filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true }
            .map(\.lastPathComponent).sorted()
    }

    private static func folder(_ name: String) -> [File] {
        let base = root.appending(path: name)
        guard let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
        return walk.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.compactMap { url in
            let path = String(url.standardizedFileURL.path.dropFirst(root.standardizedFileURL.path.count + 1))
            let parts = path.split(separator: "/")
            guard parts.count > 2, let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
            let target = name == "Adapters" ? "\(parts[1])Adapter" : String(parts[1])
            return File(path: path, target: target, imports: imports(of: text), text: text)
        }
    }

    private static func imports(of text: String) -> Set<String> {
        var modules: Set<String> = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let at = words.firstIndex(of: "import"), at < 3, at + 1 < words.count, !line.hasPrefix("//") else {
                continue
            }
            guard
                words[..<at].allSatisfy({
                    ["public", "package", "internal", "@testable", "@preconcurrency"].contains($0)
                })
            else {
                continue
            }
            modules.insert(words[at + 1])
        }
        return modules
    }
}
