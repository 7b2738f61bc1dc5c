package org.nextgeneration.health.doctor;

import static org.nextgeneration.health.doctor.Check.Block.SYSTEM;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nextgeneration.gpu.GpuEnvironment;
import org.nextgeneration.gpu.PolicyDecision;

/**
 * Judges the variables that this shell hands to every program: they decide which cards programs
 * that are not ours can reach. Pure.
 */
final class MaskChecks {
    static final String CUDA = "env.cuda";
    static final String VULKAN = "env.vulkan";
    static final String WIDENING = "env.widening";

    private static final String DEVICES = "CUDA_VISIBLE_DEVICES";
    private static final String ORDER = "CUDA_DEVICE_ORDER";
    private static final String OLLAMA_VULKAN = "OLLAMA_VULKAN";
    private static final String GGML_VULKAN = "GGML_VK_VISIBLE_DEVICES";
    private static final Pattern NUMBERS = Pattern.compile("\\s*\\d+(\\s*,\\s*\\d+)*\\s*");

    /** Of a variable no more is shown. */
    private static final int VALUE_LENGTH_MAX = 80;

    private MaskChecks() {}

    /**
     * Judges.
     *
     * @param environment of the shell
     * @param windows whether the fix is to be for PowerShell
     */
    static List<Check> of(
            Map<String, String> environment, PolicyDecision decision, boolean windows) {
        if (decision.verdicts().isEmpty()) {
            return List.of(
                    Check.notApplicable(CUDA, SYSTEM, CardChecks.NO_CARD),
                    Check.notApplicable(VULKAN, SYSTEM, CardChecks.NO_CARD),
                    Check.notApplicable(WIDENING, SYSTEM, CardChecks.NO_CARD));
        }
        boolean excludes = !decision.denied().isEmpty();
        GpuEnvironment wanted = GpuEnvironment.of(decision, GpuEnvironment.Reach.CUDA);
        return List.of(
                check(CUDA, cudaFaults(environment, wanted, excludes), wanted, windows),
                check(VULKAN, vulkanFaults(environment, excludes), wanted, windows),
                check(WIDENING, widening(environment, wanted), wanted, windows));
    }

    private static Check check(
            String id, List<Text> faults, GpuEnvironment wanted, boolean windows) {
        if (faults.isEmpty()) {
            return Check.ok(id, SYSTEM, Text.of("doctor.env.well." + id.substring(4)));
        }
        return Check.warning(
                id,
                SYSTEM,
                Text.of("doctor.env.faults", new Text.Lines(faults)),
                expected(id, wanted),
                Text.verbatim(
                        windows
                                ? "nextgen env --shell powershell | Out-String | Invoke-Expression"
                                : "eval \"$(nextgen env --shell bash)\""));
    }

    private static Text expected(String id, GpuEnvironment wanted) {
        return switch (id) {
            case CUDA -> settings(wanted, DEVICES, ORDER);
            case VULKAN -> settings(wanted, OLLAMA_VULKAN, GGML_VULKAN);
            default -> Text.of("doctor.env.expected-unset");
        };
    }

    private static Text settings(GpuEnvironment wanted, String... names) {
        return Text.lines(
                Stream.of(names).map(name -> name + "=" + wanted.set().get(name)).toList());
    }

    /** {@return what is wrong with the variables for CUDA, for a shell or another program} */
    static List<Text> cudaFaults(
            Map<String, String> environment, GpuEnvironment wanted, boolean excludes) {
        List<Text> faults = new ArrayList<>();
        String devices = environment.get(DEVICES);
        if (devices == null || devices.isBlank()) {
            if (excludes) {
                faults.add(Text.of("doctor.env.unset", DEVICES));
            }
        } else if (NUMBERS.matcher(devices).matches()) {
            faults.add(
                    Text.of(
                            environment.containsKey(ORDER)
                                    ? "doctor.env.number"
                                    : "doctor.env.number-unordered",
                            shown(DEVICES, devices)));
        } else if (!Objects.equals(devices.strip(), wanted.set().get(DEVICES))) {
            faults.add(Text.of("doctor.env.other", shown(DEVICES, devices)));
        }
        String order = environment.get(ORDER);
        if (order != null && !order.equals(wanted.set().get(ORDER))) {
            faults.add(Text.of("doctor.env.other", shown(ORDER, order)));
        }
        return faults;
    }

    /** {@return the ways around CUDA's mask that are open} */
    static List<Text> vulkanFaults(Map<String, String> environment, boolean excludes) {
        List<Text> faults = new ArrayList<>();
        String ollama = environment.get(OLLAMA_VULKAN);
        if (excludes && !"0".equals(ollama) && !"false".equalsIgnoreCase(ollama)) {
            faults.add(
                    ollama == null
                            ? Text.of("doctor.env.vulkan-on", OLLAMA_VULKAN)
                            : Text.of("doctor.env.other", shown(OLLAMA_VULKAN, ollama)));
        }
        String devices = environment.get(GGML_VULKAN);
        if (devices == null || devices.isBlank()) {
            if (excludes) {
                faults.add(Text.of("doctor.env.vulkan-open", GGML_VULKAN));
            }
        } else if (!devices.strip().equals("-1")) {
            faults.add(Text.of("doctor.env.number", shown(GGML_VULKAN, devices)));
        }
        return faults;
    }

    private static List<Text> widening(Map<String, String> environment, GpuEnvironment wanted) {
        return wanted.remove().stream()
                .filter(environment::containsKey)
                .map(
                        name ->
                                Text.of(
                                        "doctor.env.widens",
                                        shown(name, environment.getOrDefault(name, ""))))
                .toList();
    }

    private static String shown(String name, String value) {
        String cut =
                value.length() <= VALUE_LENGTH_MAX
                        ? value
                        : value.substring(0, VALUE_LENGTH_MAX) + "…";
        return name + "=" + cut;
    }
}
