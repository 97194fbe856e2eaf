import Foundation

/// A new program to begin with: a folder with a Python adapter that works, what it needs, and how it is configured.
public enum ProgramScaffold {
    /// Why no folder is made.
    public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// What is wrong, and what is allowed.
        public var description: String
    }

    /// The files of a new program by name, for a channel of that name.
    ///
    /// - Throws: ``Problem`` when the name is none: 1 to 64 of `a-z`, `0-9` and `-`, beginning with a letter.
    public static func files(name: String) throws(Problem) -> [(path: String, text: String)] {
        let isName =
            (1...64).contains(name.utf8.count) && name.utf8.first.map { (0x61...0x7A).contains($0) } == true
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isName else {
            throw Problem(
                description:
                    "`\(name)` is no name for an adapter; allowed are 1 to 64 of a-z, 0-9 and -, beginning with a letter"
            )
        }
        let templates = [
            ("\(name).py", PackageResources.template_py), ("README.md", PackageResources.template_md),
            ("channel.yaml", PackageResources.template_yaml),
            ("tributary_adapter.py", PackageResources.tributary_adapter_py),
        ]
        return templates.map { path, octets in
            (path, String(decoding: octets, as: UTF8.self).replacing("@NAME@", with: name))
        }
    }

    /// Writes a new program into a new folder of its name.
    ///
    /// - Parameters:
    ///   - name: the program's and the channel's name.
    ///   - parent: the folder it is made in.
    /// - Returns: the paths of the files.
    /// - Throws: ``Problem`` when the name is none, or there is such a folder already.
    public static func write(name: String, in parent: String) throws(Problem) -> [String] {
        let files = try files(name: name)
        let folder = "\(parent)/\(name)"
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw Problem(description: "\(folder) is there already; nothing is written over")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (path, text) in files {
                try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(path)"))
            }
        } catch {
            throw Problem(description: "\(folder) cannot be written: \(error.localizedDescription)")
        }
        return files.map { "\(folder)/\($0.path)" }
    }
}
