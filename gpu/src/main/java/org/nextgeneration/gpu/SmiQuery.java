package org.nextgeneration.gpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The questions that {@code nvidia-smi} is asked. One thread at a time. */
final class SmiQuery {
    /** What is asked of a card. The name is last: no other value may contain a comma. */
    static final List<String> FIELDS =
            List.of(
                    "index",
                    "uuid",
                    "pci.bus_id",
                    "driver_version",
                    "memory.total",
                    "memory.used",
                    "memory.free",
                    "memory.reserved",
                    "compute_cap",
                    "utilization.gpu",
                    "utilization.memory",
                    "temperature.gpu",
                    "power.draw",
                    "enforced.power.limit",
                    "power.default_limit",
                    "power.max_limit",
                    "fan.speed",
                    "clocks.current.graphics",
                    "clocks.current.memory",
                    "clocks.max.memory",
                    "pstate",
                    "clocks_throttle_reasons.active",
                    "pcie.link.gen.current",
                    "pcie.link.width.current",
                    "pcie.link.gen.max",
                    "pcie.link.width.max",
                    "name");

    /** Newer names of fields, for a command that has forgotten the older ones. */
    private static final Map<String, String> RENAMED =
            Map.of("clocks_throttle_reasons.active", "clocks_event_reasons.active");

    private static final String FORMAT = "--format=csv,noheader,nounits";

    /** How an old command refuses a question; it then answers none of the others either. */
    private static final Pattern NO_FIELD =
            Pattern.compile("Field \"([^\"]{1,80})\" is not a valid field to query");

    private static final Pattern CUDA = Pattern.compile("CUDA Version:\\s*(\\d{1,4}\\.\\d{1,4})");

    private static final String NO_SUCH_FIELD = "this nvidia-smi does not know it";

    private final SmiCommand command;

    /** What is asked for, in order, and the name by which it is asked for. */
    private final SequencedMap<String, String> fields = new LinkedHashMap<>();

    SmiQuery(SmiCommand command) {
        this.command = command;
        FIELDS.forEach(field -> fields.put(field, field));
    }

    /** {@return one row for each card, as far as it has told any} */
    Reading<List<SmiRow>> cards() {
        while (true) {
            Reading<String> answer =
                    command.run(
                            List.of("--query-gpu=" + String.join(",", fields.values()), FORMAT));
            // Ends at the latest when every field was refused.
            if (answer instanceof Reading.Unknown<String>(String reason) && dropped(reason)) {
                continue;
            }
            return switch (answer) {
                case Reading.Unknown<String>(String reason) -> Reading.unknown(reason);
                case Reading.Known<String>(String said) -> rows(said);
            };
        }
    }

    private boolean dropped(String reason) {
        Matcher refusal = NO_FIELD.matcher(reason);
        if (fields.size() <= 1 || !refusal.find()) {
            return false;
        }
        String refused = refusal.group(1);
        String newer = RENAMED.get(refused);
        // Only the older name is a key; the newer one, refused as well, is found as a value.
        boolean renamed = newer != null && fields.replace(refused, refused, newer);
        return renamed || fields.values().remove(refused);
    }

    private Reading<List<SmiRow>> rows(String answer) {
        List<SmiRow> rows = new ArrayList<>();
        for (String line : answer.lines().limit(NvmlSource.CARDS_MAX).toList()) {
            String[] values = line.split(",", fields.size());
            if (values.length == fields.size()) {
                Map<String, String> row = new HashMap<>();
                int column = 0;
                for (String field : fields.keySet()) {
                    row.put(field, values[column++].strip());
                }
                rows.add(new SmiRow(Map.copyOf(row), NO_SUCH_FIELD));
            }
        }
        return rows.isEmpty()
                ? Reading.unknown(
                        "%s: found no line for a card: %s"
                                .formatted(command.file(), SmiCommand.complaint(answer)))
                : Reading.of(List.copyOf(rows));
    }

    /** {@return the processes that compute, by the UUID of their card} */
    Reading<Map<String, List<GpuProcess>>> processes() {
        return command.run(List.of("--query-compute-apps=pid,used_memory,gpu_uuid", FORMAT))
                .map(SmiQuery::processes);
    }

    private static Map<String, List<GpuProcess>> processes(String answer) {
        Map<String, List<GpuProcess>> byCard = new HashMap<>();
        for (String line : answer.lines().limit(NvmlProcessFunctions.PROCESSES_MAX).toList()) {
            String[] values = line.split(",", 3);
            if (values.length == 3
                    && SmiField.integer(SmiField.text(values[0]))
                            instanceof Reading.Known<Integer>(Integer pid)) {
                Reading<Long> bytes = SmiField.mebibytes(SmiField.text(values[1]));
                byCard.computeIfAbsent(DriverText.shown(values[2]), _ -> new ArrayList<>())
                        .add(new GpuProcess(pid, GpuProcess.Use.COMPUTE, bytes));
            }
        }
        return byCard;
    }

    /** {@return the newest CUDA that the driver runs, which only the table for people tells} */
    Reading<String> cudaVersion() {
        return switch (command.run(List.of())) {
            case Reading.Unknown<String>(String reason) -> Reading.unknown(reason);
            case Reading.Known<String>(String table) -> {
                Matcher version = CUDA.matcher(table);
                yield version.find()
                        ? Reading.of(version.group(1))
                        : Reading.unknown("nvidia-smi does not tell");
            }
        };
    }
}
