import CSpawn
import ChannelKit
import Glibc

/// A program that was started, with this side's ends of its pipes.
///
/// All descriptors belong to whoever holds the value, and are closed once by ``close(_:)``.
struct SpawnedProgram: Sendable {
    /// The process, which leads a group of its own.
    let process: pid_t
    /// Becomes readable once the process has ended.
    let life: Int32
    /// What is written here the program reads.
    let input: Int32
    /// What the program writes.
    let output: Int32
    /// What the program notes.
    let notes: Int32

    /// Starts a program, without a shell.
    ///
    /// - Throws: ``ProgramEnd/neverStarted(reason:)``.
    init(_ command: ProgramCommand) throws(ProgramEnd) {
        let path = try command.executable()
        var pipes = try Pipe.three()
        defer {
            pipes[0].closeRead()
            pipes[1].closeWrite()
            pipes[2].closeWrite()
        }
        do throws(ProgramEnd) {
            process = try Self.spawn(path, command, [pipes[0].read, pipes[1].write, pipes[2].write])
        } catch {
            for index in pipes.indices { pipes[index].closeBoth() }
            throw error
        }
        life = tributary_pidfd(process)
        input = pipes[0].write
        output = pipes[1].read
        notes = pipes[2].read
        for descriptor in [input, output, notes] {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | Int32(TRIBUTARY_NONBLOCKING))
        }
        limit(command.limits)
    }

    /// Sends a signal to the program and to all that it started in its group.
    func signal(_ number: Int32) { _ = kill(-process, number) }

    /// Takes the ended program out of the system's table.
    func reap() -> ProgramEnd {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? .exited(code: status >> 8 & 0xFF) : .killed(signal: signal)
    }

    /// Sets limits on the process; a program that is quick may have allocated some of it before.
    private func limit(_ limits: ProgramCommand.Limits) {
        let wanted = [
            (TRIBUTARY_LIMIT_MEMORY, limits.memory), (TRIBUTARY_LIMIT_OPEN_FILES, limits.openFiles),
            (TRIBUTARY_LIMIT_FILE_SIZE, limits.fileSize),
        ]
        for case (let resource, let most?) in wanted { _ = tributary_limit(process, Int32(resource), UInt64(most)) }
        if limits.niceness > 0 {
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process), limits.niceness)
        }
    }

    private static func spawn(
        _ path: String,
        _ command: ProgramCommand,
        _ descriptors: [Int32]
    ) throws(ProgramEnd) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        posix_spawn_file_actions_addchdir_np(&actions, command.folder)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let arguments = command.words.map { strdup($0) } + [nil]
        let variables = command.environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, path, &actions, &attributes, arguments, variables)
        guard error == 0 else { throw .neverStarted(reason: .verbatim("\(path): \(ProgramCommand.words(error))")) }
        return process
    }
}

/// The two ends of a pipe; neither is inherited by other programs.
private struct Pipe {
    private(set) var read: Int32
    private(set) var write: Int32

    init() throws(ProgramEnd) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, Int32(TRIBUTARY_CLOSE_ON_EXEC)) == 0 else {
            throw .neverStarted(
                reason: Wording("no pipe: \(ProgramCommand.words(errno))", "无法建立管道：\(ProgramCommand.words(errno))")
            )
        }
        (read, write) = (ends[0], ends[1])
    }

    /// Three pipes, or none.
    static func three() throws(ProgramEnd) -> [Pipe] {
        var pipes: [Pipe] = []
        for _ in 0..<3 {
            do throws(ProgramEnd) { pipes.append(try Pipe()) } catch {
                for index in pipes.indices { pipes[index].closeBoth() }
                throw error
            }
        }
        return pipes
    }

    mutating func closeRead() { Self.close(&read) }
    mutating func closeWrite() { Self.close(&write) }

    mutating func closeBoth() {
        closeRead()
        closeWrite()
    }

    private static func close(_ descriptor: inout Int32) {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
    }
}
