import ChannelKit
import DeskModel
import Glibc
import HTTPTypes
import Hummingbird
import MessageRouting
import TicketStorage

/// `GET /metrics`: figures in the Prometheus text format, for collectors on this machine or its private networks.
enum MetricsPage {
    static func show(_ exchange: Exchange) async throws -> Response {
        guard isNear(exchange.remoteAddress) else { throw PageProblem.notFound }
        async let intake = exchange.store.intakeCounts()
        async let outbox = exchange.store.outboxCounts()
        let text = render(
            intake: try await intake,
            outbox: try await outbox,
            waiting: exchange.site.services.intake.waitingCount,
            residentBytes: ResidentMemory.bytes(),
            now: exchange.now
        )
        return .text(text, type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// The figures as text; channels and states in a fixed order.
    static func render(
        intake: [ChannelID: IntakeCounts],
        outbox: [DeliveryState: Int],
        waiting: Int,
        residentBytes: Int?,
        now: Timestamp
    ) -> String {
        var text = Lines()
        let channels = intake.sorted { $0.key.rawValue < $1.key.rawValue }
        text.family("tributary_arrivals_total", "counter", "Arrivals journaled, of all times.")
        for (channel, counts) in channels {
            text.sample("tributary_arrivals_total", "channel", channel.rawValue, counts.journaled)
        }
        text.family("tributary_arrivals_waiting", "gauge", "Arrivals journaled and not routed yet.")
        for (channel, counts) in channels {
            text.sample("tributary_arrivals_waiting", "channel", channel.rawValue, counts.waiting)
        }
        text.family("tributary_arrivals_quarantined", "gauge", "Arrivals put aside for an agent.")
        for (channel, counts) in channels {
            text.sample("tributary_arrivals_quarantined", "channel", channel.rawValue, counts.quarantined)
        }
        text.family("tributary_last_arrival_age_seconds", "gauge", "Seconds since the last arrival.")
        for (channel, counts) in channels {
            guard let last = counts.lastAt else { continue }
            let age = max(0, now.seconds - last.seconds)
            text.sample("tributary_last_arrival_age_seconds", "channel", channel.rawValue, Int(age))
        }
        text.family("tributary_intake_queue_length", "gauge", "Arrivals in the queue between journal and router.")
        text.sample("tributary_intake_queue_length", waiting)
        text.family("tributary_deliveries", "gauge", "Deliveries by state.")
        for state in DeliveryState.allCases {
            text.sample("tributary_deliveries", "state", state.rawValue, outbox[state] ?? 0)
        }
        if let residentBytes {
            text.family("process_resident_memory_bytes", "gauge", "Resident memory in bytes.")
            text.sample("process_resident_memory_bytes", residentBytes)
        }
        return text.text
    }

    private static let nearNetworks: [NetworkBlock] = [
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7",
    ].compactMap { NetworkBlock($0) }

    private static func isNear(_ address: String) -> Bool { nearNetworks.contains { $0.contains(address) } }

    private struct Lines {
        var text = ""

        mutating func family(_ name: String, _ type: String, _ help: String) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        }

        mutating func sample(_ name: String, _ number: Int) { text += "\(name) \(number)\n" }

        mutating func sample(_ name: String, _ label: String, _ value: String, _ number: Int) {
            let escaped = value.flatMap { character -> String in
                switch character {
                case "\\": "\\\\"
                case "\"": "\\\""
                case "\n": "\\n"
                default: String(character)
                }
            }
            text += "\(name){\(label)=\"\(String(escaped))\"} \(number)\n"
        }
    }
}

/// How much memory the process holds.
enum ResidentMemory {
    /// Bytes, from `/proc/self/statm`; nil where there is none.
    static func bytes() -> Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
