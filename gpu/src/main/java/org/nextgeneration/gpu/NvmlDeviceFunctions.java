package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** What concerns one card. Source: nvml.h, API 13. */
final class NvmlDeviceFunctions {
    // nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char *name, unsigned int length);
    final NvmlFunction name;

    // nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned int length);
    final NvmlFunction uuid;

    // nvmlReturn_t nvmlDeviceGetPciInfo_v3(nvmlDevice_t device, nvmlPciInfo_t *pci);
    final NvmlFunction pciInfo;

    // nvmlReturn_t nvmlDeviceGetCudaComputeCapability(nvmlDevice_t device, int *major,
    //     int *minor);
    final NvmlFunction computeCapability;

    // nvmlReturn_t nvmlDeviceGetMemoryInfo_v2(nvmlDevice_t device, nvmlMemory_v2_t *memory);
    final NvmlFunction memoryV2;

    // nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory);
    final NvmlFunction memoryV1;

    // nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t device,
    //     nvmlUtilization_t *utilization);
    final NvmlFunction utilization;

    // nvmlReturn_t nvmlDeviceGetTemperatureV(nvmlDevice_t device,
    //     nvmlTemperature_t *temperature);
    final NvmlFunction temperatureV;

    // nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t device,
    //     nvmlTemperatureSensors_t sensorType, unsigned int *temp);
    final NvmlFunction temperature;

    // nvmlReturn_t nvmlDeviceGetTemperatureThreshold(nvmlDevice_t device,
    //     nvmlTemperatureThresholds_t thresholdType, unsigned int *temp);
    final NvmlFunction temperatureThreshold;

    // nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned int *power);
    final NvmlFunction powerUsage;

    // nvmlReturn_t nvmlDeviceGetEnforcedPowerLimit(nvmlDevice_t device, unsigned int *limit);
    final NvmlFunction powerLimit;

    // nvmlReturn_t nvmlDeviceGetPowerManagementDefaultLimit(nvmlDevice_t device,
    //     unsigned int *defaultLimit);
    final NvmlFunction powerLimitDefault;

    // nvmlReturn_t nvmlDeviceGetPowerManagementLimitConstraints(nvmlDevice_t device,
    //     unsigned int *minLimit, unsigned int *maxLimit);
    final NvmlFunction powerLimitConstraints;

    // nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device,
    //     unsigned long long *energy);
    final NvmlFunction energy;

    // nvmlReturn_t nvmlDeviceGetFanSpeed(nvmlDevice_t device, unsigned int *speed);
    final NvmlFunction fanSpeed;

    // nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t device, nvmlClockType_t type,
    //     unsigned int *clock);
    final NvmlFunction clock;

    // nvmlReturn_t nvmlDeviceGetMaxClockInfo(nvmlDevice_t device, nvmlClockType_t type,
    //     unsigned int *clock);
    final NvmlFunction clockMax;

    // nvmlReturn_t nvmlDeviceGetPerformanceState(nvmlDevice_t device, nvmlPstates_t *pState);
    final NvmlFunction performanceState;

    // nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t device,
    //     unsigned long long *clocksEventReasons);
    final NvmlFunction clocksEventReasons;

    // nvmlReturn_t nvmlDeviceGetCurrentClocksThrottleReasons(nvmlDevice_t device,
    //     unsigned long long *clocksThrottleReasons);
    final NvmlFunction clocksThrottleReasons;

    // nvmlReturn_t nvmlDeviceGetCurrPcieLinkGeneration(nvmlDevice_t device,
    //     unsigned int *currLinkGen);
    final NvmlFunction pcieGeneration;

    // nvmlReturn_t nvmlDeviceGetCurrPcieLinkWidth(nvmlDevice_t device,
    //     unsigned int *currLinkWidth);
    final NvmlFunction pcieLanes;

    // nvmlReturn_t nvmlDeviceGetMaxPcieLinkGeneration(nvmlDevice_t device,
    //     unsigned int *maxLinkGen);
    final NvmlFunction pcieGenerationMax;

    // nvmlReturn_t nvmlDeviceGetMaxPcieLinkWidth(nvmlDevice_t device,
    //     unsigned int *maxLinkWidth);
    final NvmlFunction pcieLanesMax;

    // nvmlReturn_t nvmlDeviceGetMemoryBusWidth(nvmlDevice_t device, unsigned int *busWidth);
    final NvmlFunction memoryBusWidth;

    final NvmlProcessFunctions compute;
    final NvmlProcessFunctions graphics;

    /**
     * Describes the functions.
     *
     * @param symbols where they are
     * @param driverVersion as the driver tells it
     */
    NvmlDeviceFunctions(NvmlSymbols symbols, Reading<String> driverVersion) {
        name = symbols.function("nvmlDeviceGetName", ADDRESS, ADDRESS, JAVA_INT);
        uuid = symbols.function("nvmlDeviceGetUUID", ADDRESS, ADDRESS, JAVA_INT);
        pciInfo = value(symbols, "nvmlDeviceGetPciInfo_v3");
        computeCapability =
                symbols.function("nvmlDeviceGetCudaComputeCapability", ADDRESS, ADDRESS, ADDRESS);
        memoryV2 = value(symbols, "nvmlDeviceGetMemoryInfo_v2");
        memoryV1 = value(symbols, "nvmlDeviceGetMemoryInfo");
        utilization = value(symbols, "nvmlDeviceGetUtilizationRates");
        temperatureV = value(symbols, "nvmlDeviceGetTemperatureV");
        temperature = kind(symbols, "nvmlDeviceGetTemperature");
        temperatureThreshold = kind(symbols, "nvmlDeviceGetTemperatureThreshold");
        powerUsage = value(symbols, "nvmlDeviceGetPowerUsage");
        powerLimit = value(symbols, "nvmlDeviceGetEnforcedPowerLimit");
        powerLimitDefault = value(symbols, "nvmlDeviceGetPowerManagementDefaultLimit");
        powerLimitConstraints =
                symbols.function(
                        "nvmlDeviceGetPowerManagementLimitConstraints", ADDRESS, ADDRESS, ADDRESS);
        energy = value(symbols, "nvmlDeviceGetTotalEnergyConsumption");
        fanSpeed = value(symbols, "nvmlDeviceGetFanSpeed");
        clock = kind(symbols, "nvmlDeviceGetClockInfo");
        clockMax = kind(symbols, "nvmlDeviceGetMaxClockInfo");
        performanceState = value(symbols, "nvmlDeviceGetPerformanceState");
        clocksEventReasons = value(symbols, "nvmlDeviceGetCurrentClocksEventReasons");
        clocksThrottleReasons = value(symbols, "nvmlDeviceGetCurrentClocksThrottleReasons");
        pcieGeneration = value(symbols, "nvmlDeviceGetCurrPcieLinkGeneration");
        pcieLanes = value(symbols, "nvmlDeviceGetCurrPcieLinkWidth");
        pcieGenerationMax = value(symbols, "nvmlDeviceGetMaxPcieLinkGeneration");
        pcieLanesMax = value(symbols, "nvmlDeviceGetMaxPcieLinkWidth");
        memoryBusWidth = value(symbols, "nvmlDeviceGetMemoryBusWidth");
        compute =
                new NvmlProcessFunctions(
                        symbols, "nvmlDeviceGetComputeRunningProcesses", driverVersion);
        graphics =
                new NvmlProcessFunctions(
                        symbols, "nvmlDeviceGetGraphicsRunningProcesses", driverVersion);
    }

    /** A function that puts something about a card into memory. */
    private static NvmlFunction value(NvmlSymbols symbols, String name) {
        return symbols.function(name, ADDRESS, ADDRESS);
    }

    /** A function that puts a value of one kind, of which a card has several. */
    private static NvmlFunction kind(NvmlSymbols symbols, String name) {
        return symbols.function(name, ADDRESS, JAVA_INT, ADDRESS);
    }
}
