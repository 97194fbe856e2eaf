// What glibc declares only with _GNU_SOURCE, which the importer of Swift's Glibc module does not set: posix_spawn's
// extensions (glibc 2.34), prlimit(2), and descriptors for processes and events.

#ifndef TRIBUTARY_SPAWN_H
#define TRIBUTARY_SPAWN_H

#include <spawn.h>
#include <sys/resource.h>
#include <sys/types.h>

/// Makes the child change into a folder; returns 0 or an error number.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

/// Makes the child close every descriptor from one on; returns 0 or an error number.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// Makes a pipe with flags; returns 0, or -1 with `errno` set.
extern int pipe2(int ends[2], int flags);

/// Makes a descriptor that becomes readable once it is written to; returns -1 with `errno` set when there is none.
extern int eventfd(unsigned int count, int flags);

/// A raw call of the system, for pidfd_open(2) and prlimit(2), which glibc 2.36 does not wrap for every importer.
extern long syscall(long number, ...);

/// A descriptor that becomes readable once a process has ended; returns -1 with `errno` set when there is none.
static inline int tributary_pidfd(pid_t process) { return (int)syscall(434, process, 0); }

/// Sets both limits of another process; returns 0, or -1 with `errno` set.
extern int prlimit64(pid_t process, int resource, const void *new_limit, void *old_limit);
static inline int tributary_limit(pid_t process, int resource, unsigned long long most) {
    unsigned long long limit[2] = {most, most};
    return prlimit64(process, resource, limit, 0);
}

/// The values of Linux, the same on all of its processors that Swift runs on.
enum {
    TRIBUTARY_CLOSE_ON_EXEC = 02000000,
    TRIBUTARY_NONBLOCKING = 04000,
    TRIBUTARY_LIMIT_FILE_SIZE = 1,
    TRIBUTARY_LIMIT_OPEN_FILES = 7,
    TRIBUTARY_LIMIT_MEMORY = 9
};

#endif
