// What glibc declares only with _GNU_SOURCE, which the importer of Swift's Glibc module does not set (renameat2(2)).

#ifndef TRIBUTARY_EXCHANGE_H
#define TRIBUTARY_EXCHANGE_H

/// Renames with flags; returns 0, or -1 with `errno` set.
extern int renameat2(int oldFolder, const char *oldPath, int newFolder, const char *newPath, unsigned int flags);

/// Exchanges the two paths in one step.
enum { TRIBUTARY_RENAME_EXCHANGE = 1 << 1 };

#endif
