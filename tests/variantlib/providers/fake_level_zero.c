/* A Level Zero that answers as the macros say, for tests.

   HOW     0 answers, 1 does not start, 2 hangs, 3 aborts, 4 has only the older calls,
           5 starts by the older calls only, 6 fails for the second device, 7 chatters,
           8 crashes
   COUNT   how many devices there are
   IPS     their designs, VENDORS and TYPES, each as {a, b}
*/
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct { uint32_t stype; void *next; uint32_t flags; } driver_type;
typedef struct { uint32_t stype; void *next; uint32_t version; } ip_version;
typedef struct {
    uint32_t stype; void *next;
    uint32_t type, vendor, device, flags, subdevice, clock;
    uint64_t max_allocation;
    uint32_t limits[7];
    uint64_t timer;
    uint32_t bits[2];
    uint8_t uuid[16];
    char name[256];
} properties;

static const uint32_t ips[] = IPS, vendors[] = VENDORS, types[] = TYPES;
static char driver, devices[8];

static uint32_t start(void) {
    if (getenv("ZE_AFFINITY_MASK")) return 0x70000002;
    if (HOW == 2) for (;;) sleep(1);
    if (HOW == 3) abort();
    if (HOW == 8) raise(SIGSEGV);
    if (HOW == 7) { puts("chatter"); fputs("more chatter\n", stderr); fflush(stdout); }
    return HOW == 1 ? 0x78000001 : 0;
}

static uint32_t list_drivers(uint32_t *count, void **found) {
    if (found && *count) found[0] = &driver;
    *count = 1;
    return 0;
}

#if HOW != 4
uint32_t zeInitDrivers(uint32_t *count, void **found, driver_type *wanted) {
    if (HOW == 5) return 0x78000003;
    if (wanted->stype != 0x00020021 || wanted->flags != 1) return 0x78000004;
    uint32_t result = start();
    return result ? result : list_drivers(count, found);
}
#endif

uint32_t zeInit(uint32_t flags) { return flags == 1 ? start() : 0x78000004; }

uint32_t zeDriverGet(uint32_t *count, void **found) {
    return list_drivers(count, found);
}

uint32_t zeDeviceGet(void *of, uint32_t *count, void **found) {
    if (of != &driver) return 0x78000007;
    for (uint32_t i = 0; found && i < *count && i < COUNT; i++) found[i] = &devices[i];
    *count = COUNT;
    return 0;
}

uint32_t zeDeviceGetProperties(void *of, properties *out) {
    long index = (char *)of - devices;
    ip_version *extra = out->next;
    if (index < 0 || index >= COUNT || out->stype != 3 || extra->stype != 0x1000f)
        return 0x78000007;
    if (HOW == 6 && index == 1) return 0x70000001;
    out->type = types[index];
    out->vendor = vendors[index];
    out->device = 0x56a0;
    snprintf(out->name, sizeof out->name, "Intel(R) Arc(TM) A%ld", 770 - index);
    extra->version = ips[index];
    return 0;
}
