#ifndef CSQLITESHIM_H
#define CSQLITESHIM_H

// SQLite counts every allocation behind one lock for the whole process; nobody here reads those figures, and they cost
// a sixth of what storing a mail does. `sqlite3_config` takes variable arguments, which Swift cannot pass.
//
// Has to be called before anything else of SQLite is; afterwards it changes nothing. Returns SQLite's result code.
int tributary_sqlite_stop_counting_memory(void);

#endif
