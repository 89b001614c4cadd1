/* Preloaded into a gateway under test: counts fsync and fdatasync over all its threads, and kills the process, as a power cut
   would stop it, at the one that the control file names. strace's own count is kept per thread and cannot do that.
   The control file holds three 32-bit numbers: calls so far, the call to die at (0: none), and whether to die after it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct control { _Atomic uint32_t count, die_at, die_after; };
static struct control *control;

__attribute__((constructor)) static void open_control(void) {
    const char *path = getenv("KILL_AT_SYNC");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) control = page;
    close(file);
}

static int counted(long call, int file) {
    uint32_t here = control ? atomic_fetch_add(&control->count, 1) + 1 : 0;
    int chosen = here != 0 && here == control->die_at;
    if (chosen && !control->die_after) kill(getpid(), SIGKILL);
    int result = (int)syscall(call, file);
    if (chosen) kill(getpid(), SIGKILL);
    return result;
}

int fsync(int file) { return counted(SYS_fsync, file); }
int fdatasync(int file) { return counted(SYS_fdatasync, file); }
