import Testing

/// Commands work whether a server runs or not.
@Suite struct CommandTests {
    @Test func `every command that works on a desk may come over the control socket`() throws {
        let files = SourceTree.files.filter { $0.target == "tributary" }
        let list = try #require(files.first { $0.path.hasSuffix("Control/DeskCommand.swift") })
        let names = files.flatMap { file in
            file.text.matches(of: /struct (\w+): DeskCommand/).map { String($0.1) }
        }
        #expect(names.count > 20)
        for name in names { #expect(list.text.contains("\(name).self"), "\(name) is not among DeskCommands.all") }
    }
}
