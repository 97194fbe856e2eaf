public import ServiceLifecycle
/// Stub.
public func deskWebServers(_ settings: DeskWebSettings, _ services: DeskWebServices) throws -> [any Service] { [] }
