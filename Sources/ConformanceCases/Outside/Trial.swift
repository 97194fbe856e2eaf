import ChannelKit
import DeskConfiguration
import Foundation
import Synchronization

/// One adapter made from a subject's settings, with an outside, a clock and a folder of its own.
final class Trial: Sendable {
    let folder: TrialFolder
    let outside: ScriptedOutside
    let source: (any ArrivalSource)?
    let adapter: any ChannelAdapter
    private let record: TrialRecord

    /// Makes an adapter whose clock stands `later` than others'; a folder that is given is used on as it is.
    init(
        _ subject: ConformanceSubject,
        _ manifest: AdapterManifest,
        changing changes: [String: String?] = [:],
        later: Duration = .zero,
        folder: TrialFolder? = nil,
        source: (any ArrivalSource)? = nil
    ) throws {
        let folder = try folder ?? TrialFolder()
        let record = TrialRecord(folder)
        let source = try source ?? subject.source?(folder.path)
        let usual = subject.provider
        let outside = ScriptedOutside(
            mailboxes: source?.mailboxes,
            provider: ScriptedProvider { source?.answer(to: $0) ?? usual?($0) }
        )
        let channel = try SubjectConfiguration.read(subject, manifest, changing: changes, dataFolder: folder.path)
        let context = AdapterContext(
            publicURL: "https://desk.example.org",
            dataFolder: folder.path,
            settingsVersion: Self.settingsVersion,
            now: { ConformanceSubject.start.advanced(by: later) },
            key: { record.key(for: $0) },
            mail: outside,
            mailboxes: outside,
            maildrops: source?.maildrops ?? ClosedMaildrops(),
            reception: source?.reception ?? ClosedReception(),
            providers: outside.provider,
            log: { message, details in record.note("\(message)", details) }
        )
        self.folder = folder
        self.record = record
        self.source = source
        self.outside = outside
        adapter = try subject.make(channel.id, channel.settings, context)
    }

    /// What every trial's arrivals must carry as the version of their settings.
    static let settingsVersion = "conformance-1"

    /// The outside as subjects script it.
    var scripts: TrialOutside { TrialOutside(scripted: outside, folder: folder.path) }

    /// Every line that was logged, with its details.
    var logged: [String] { record.logged }

    /// The key material that was handed out.
    var keys: [[UInt8]] { record.keys }
}

/// What an adapter was given and what it noted.
///
/// Its folder stays as long as the adapter may write into it, which may be longer than the trial is held.
private final class TrialRecord: Sendable {
    private let folder: TrialFolder
    private let state = Mutex<(logged: [String], keys: [String: [UInt8]])>(([], [:]))

    init(_ folder: TrialFolder) { self.folder = folder }

    var logged: [String] { state.withLock { $0.logged } }
    var keys: [[UInt8]] { state.withLock { Array($0.keys.values) } }

    func note(_ message: String, _ details: [String: String]) {
        let line = ([message] + details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
            .joined(separator: " ")
        state.withLock { state in
            if state.logged.count < 100_000 { state.logged.append(line) }
        }
    }

    /// 32 octets that are the same for a purpose in every trial, as a host's are over restarts.
    func key(for purpose: String) -> [UInt8] {
        var seed: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in purpose.utf8 { seed = (seed ^ UInt64(octet)) &* 0x100_0000_01B3 }
        var random = SeededRandom(seed: seed)
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        state.withLock { $0.keys[purpose] = key }
        return key
    }
}

/// A folder for one trial, removed with the last that holds it.
final class TrialFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/conformance-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The paths of all files below, with their sizes: equal lists mean that nothing was written.
    var contents: [String] {
        let paths = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return paths.map { name in
            let size = (try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)"))?[.size] as? NSNumber
            return "\(name) \(size?.intValue ?? 0)"
        }.sorted()
    }
}
