// The size oracle's command line: `size-oracle [COMMAND…]`. Prints a line a command and the counts; 1 when one failed.
#include <cstdio>
#include <cstring>

#include "cases.h"

static int words;
static char** word;

namespace oracle {
bool chosen(const char* name) {
    if (words < 2) return true;
    for (int i = 1; i < words; i++)
        if (strcmp(word[i], name) == 0) return true;
    return false;
}
}

int main(int argc, char** argv) {
    words = argc;
    word = argv;
    if (!oracle::start()) {
        printf("ok size oracle # SKIP no surfaceless EGL with OpenGL 4.5 compatibility here\n");
        return 0;
    }
    using namespace oracle;
    for (auto* part : {oracle::pixels, cases1, cases2, cases3, cases4, cases5, cases6}) part();
    printf("# %d commands, %llu calls, %llu used their memory to the last byte; %d commands never touched it (errors or not offered here); %d failed\n",
           totals.commands, (unsigned long long)totals.cases, (unsigned long long)totals.exact, totals.neverTouched, totals.failed);
    return totals.failed > 0;
}
