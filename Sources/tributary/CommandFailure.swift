import ArgumentParser
import Foundation

/// Why a command did not do what it was asked to: readable lines for standard error and a sysexits code.
struct CommandFailure: Error {
    /// The codes of `sysexits.h` that commands end with.
    enum Code: Int32, Codable {
        /// The command line is wrong.
        case usage = 64
        /// The input is wrong.
        case data = 65
        /// Something needed is not available.
        case unavailable = 69
        /// Nothing is lost; try again.
        case temporary = 75
        /// The configuration is wrong.
        case configuration = 78
    }

    let code: Code
    let lines: [String]

    init(_ code: Code, _ lines: [String]) {
        self.code = code
        self.lines = lines
    }

    init(_ code: Code, _ line: String) { self.init(code, [line]) }

    /// Prints the lines and gives the error that ends the program with the code.
    func report() -> ExitCode {
        FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
        return ExitCode(code.rawValue)
    }
}
