package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** What concerns the driver as a whole, and its events. Source: nvml.h, API 13. */
final class NvmlSystemFunctions {
    // nvmlReturn_t nvmlInit_v2(void);
    final NvmlFunction initialize;

    // nvmlReturn_t nvmlShutdown(void);
    final NvmlFunction shutdown;

    // nvmlReturn_t nvmlSystemGetDriverVersion(char *version, unsigned int length);
    final NvmlFunction driverVersion;

    // nvmlReturn_t nvmlSystemGetCudaDriverVersion_v2(int *cudaDriverVersion);
    final NvmlFunction cudaVersion;

    // nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *deviceCount);
    final NvmlFunction deviceCount;

    // nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device);
    final NvmlFunction deviceByIndex;

    // nvmlReturn_t nvmlEventSetCreate(nvmlEventSet_t *set);
    final NvmlFunction createEventSet;

    // nvmlReturn_t nvmlDeviceRegisterEvents(nvmlDevice_t device, unsigned long long eventTypes,
    //     nvmlEventSet_t set);
    final NvmlFunction registerEvents;

    // nvmlReturn_t nvmlEventSetWait_v2(nvmlEventSet_t set, nvmlEventData_t *data,
    //     unsigned int timeoutms);
    final NvmlFunction waitForEvent;

    // nvmlReturn_t nvmlEventSetFree(nvmlEventSet_t set);
    final NvmlFunction freeEventSet;

    NvmlSystemFunctions(NvmlSymbols symbols) {
        initialize = symbols.function("nvmlInit_v2");
        shutdown = symbols.function("nvmlShutdown");
        driverVersion = symbols.function("nvmlSystemGetDriverVersion", ADDRESS, JAVA_INT);
        cudaVersion = symbols.function("nvmlSystemGetCudaDriverVersion_v2", ADDRESS);
        deviceCount = symbols.function("nvmlDeviceGetCount_v2", ADDRESS);
        deviceByIndex = symbols.function("nvmlDeviceGetHandleByIndex_v2", JAVA_INT, ADDRESS);
        createEventSet = symbols.function("nvmlEventSetCreate", ADDRESS);
        registerEvents = symbols.function("nvmlDeviceRegisterEvents", ADDRESS, JAVA_LONG, ADDRESS);
        waitForEvent = symbols.function("nvmlEventSetWait_v2", ADDRESS, ADDRESS, JAVA_INT);
        freeEventSet = symbols.function("nvmlEventSetFree", ADDRESS);
    }
}
