import ChannelConformance
import ChannelKit
import ConformanceCases
import Foundation
import Testing

@testable import PhoneLogAdapter

/// The phone log held against the contract of all channels: with a folder that takes any table, and following Asterisk's log.
@Suite struct PhoneLogConformanceTests {
    @Test(arguments: ConformanceCases.all)
    func `a folder of call logs keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try await Self.folder(), against: promise)
    }

    /// Where a log is read from makes no difference to how it is read.
    static let streamCases = ConformanceCases.all.filter { [.nothing, .listening, .stream, .health].contains($0.need) }

    @Test(arguments: streamCases)
    func `a followed log keeps the contract`(_ promise: ConformanceCase) async throws {
        var subject = try await Self.folder()
        subject.name = "a followed log"
        subject.settings["follow"] = "logs/Master.csv"
        subject.source = { try GrowingLog(folder: $0) }
        await ChannelConformance.check(subject, against: promise)
    }

    // MARK: - The subject

    private static let settings: [String: SettingValue] = [
        "time_zone": .text("UTC"), "recordings": .text("/nowhere"),
    ]

    private static func folder() async throws -> ConformanceSubject {
        let log = try CallLogSample("asterisk", settings)
        let queue = try CallLogSample.fixture("asterisk-queue.csv")
        let samples = try await log.read(queue).arrivals
        let post = Array(row(7).utf8)
        return ConformanceSubject(
            name: "a folder of call logs",
            manifestSource: PhoneLogAdapter.manifestSource,
            make: { channel, settings, context in
                var adapter = try PhoneLogAdapter(channel: channel, settings: settings, context: context)
                // Looks follow each other at once; nothing depends on how far they are apart.
                adapter.pause = { _ in try await Task.sleep(for: .milliseconds(2)) }
                return adapter
            },
            settings: [
                "format": "asterisk", "time_zone": "UTC", "path": "calls", "recordings": "recordings",
                "reply_through": "sms", "region": "GB", "webhook": "{user: pbx, password: {env: PBX_PASSWORD}}",
            ],
            secrets: ["PBX_PASSWORD": "planted-switchboard-horse"],
            otherChannels: ["sms"],
            badSettings: [
                BadSettings("times without a zone", changing: ["time_zone": nil], path: "time_zone"),
                BadSettings("a zone that is none", changing: ["time_zone": "Europe/Nowhere"], path: "time_zone"),
                BadSettings("an abbreviated zone", changing: ["time_zone": "CST"], path: "time_zone"),
                BadSettings("a table without its columns", changing: ["format": "csv"], path: "columns"),
                BadSettings("a fact nobody knows", changing: ["columns": "{caller: src}"], path: "columns.caller"),
                BadSettings("an order of a log that has its own", changing: ["order": "[src, dst]"], path: "order"),
                BadSettings(
                    "a log that cannot be followed",
                    changing: ["format": "android-xml", "follow": "calls.xml"],
                    path: "follow"
                ),
                BadSettings(
                    "a user with a colon",
                    changing: ["webhook": "{user: 'a:b', password: {env: PBX_PASSWORD}}"],
                    path: "webhook.user"
                ),
            ],
            arrivals: try samples.map { try sample($0, log.adapter) },
            poison: [
                arrival(""), arrival("{}"), arrival(#"{"version":1,"format":"asterisk","call":"x","rows":[{}]}"#),
                arrival(String(decoding: samples[0].body, as: UTF8.self).replacing("asterisk", with: "abacus")),
                arrival(String(decoding: samples[0].body, as: UTF8.self).replacing("2026-03-02", with: "yesterday")),
                arrival(String(decoding: samples[0].body, as: UTF8.self), mediaType: "message/rfc822"),
            ],
            requests: [
                request("a posted call", post, .taken(arrivals: 1)),
                request("a posted call behind a name", Array("cdr=".utf8) + post, .taken(arrivals: 1)),
                request("a wrong password", post, .refused(status: 401), password: "wrong"),
                request("a row that is none", Array("1,2,3\n".utf8), .refused(status: 422)),
                request("nothing", [], .refused(status: 422)),
            ],
            files: [
                SampleFile("Master.csv", octets: queue, arrivals: 6),
                SampleFile("one.csv", octets: post, arrivals: 1),
            ],
            source: { try LogDrop(folder: $0 + "/calls") }
        )
    }

    private static func sample(_ arrival: RawArrival, _ adapter: PhoneLogAdapter) throws -> SampleArrival {
        let envelopes = try adapter.normalize(arrival)
        var arrival = arrival
        arrival.channel = ConformanceSubject.channel
        return SampleArrival(
            envelopes.first?.subject ?? "",
            arrival,
            envelopes: envelopes.map(\.externalID),
            attachments: envelopes.flatMap(\.attachments).map { SampleAttachment(name: $0.name, octets: nil) }
        )
    }

    private static func arrival(_ body: String, mediaType: String = CallDocument.mediaType) -> RawArrival {
        RawArrival(
            channel: ConformanceSubject.channel,
            externalID: ExternalID(rawValue: "poison"),
            receivedAt: ConformanceSubject.start,
            mediaType: mediaType,
            body: Array(body.utf8)
        )
    }

    private static func request(
        _ name: String,
        _ body: [UInt8],
        _ outcome: SampleRequest.Outcome,
        password: String = "planted-switchboard-horse"
    ) -> SampleRequest {
        let credentials = Data("pbx:\(password)".utf8).base64EncodedString()
        return SampleRequest(
            name,
            WebRequest(
                method: "POST",
                path: "webhook",
                headers: [
                    HeaderField("Content-Type", "application/x-www-form-plaintext"),
                    HeaderField("Authorization", "Basic \(credentials)"),
                ],
                body: body,
                receivedAt: ConformanceSubject.start
            ),
            outcome
        )
    }

    /// A row of a call of its own.
    fileprivate static func row(_ number: Int) -> String {
        let second = number < 10 ? "0\(number)" : "\(number)"
        return
            #""","+4416329600\#(second)","4000","from-trunk","","PJSIP/t-\#(number)","","Dial","","2026-03-02 09:00:\#(second)",,"#
            + #""2026-03-02 09:01:\#(second)",60,0,"NO ANSWER","DOCUMENTATION","17724420\#(second).\#(number)""# + "\n"
    }
}

/// A folder that logs are renamed into, each with one call.
private struct LogDrop: ArrivalSource {
    let folder: String

    init(folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func put(_ number: Int) throws {
        let hidden = "\(folder)/.\(number).new"
        try Data(PhoneLogConformanceTests.row(number).utf8).write(to: URL(fileURLWithPath: hidden))
        try FileManager.default.moveItem(atPath: hidden, toPath: "\(folder)/\(number).csv")
    }
}

/// A log that grows by one call.
private struct GrowingLog: ArrivalSource {
    let path: String

    init(folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/logs", withIntermediateDirectories: true)
        path = folder + "/logs/Master.csv"
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
    }

    func put(_ number: Int) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(PhoneLogConformanceTests.row(number).utf8))
    }
}
