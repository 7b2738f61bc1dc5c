package org.nextgeneration.health.doctor;

import java.util.Comparator;
import java.util.List;

/**
 * All that the doctor looked at.
 *
 * @param checks in the order of the list
 */
public record Diagnosis(List<Check> checks) {
    /** Copies the list. */
    public Diagnosis {
        checks = List.copyOf(checks);
    }

    /** {@return the worst state of any check} */
    public Check.State state() {
        return checks.stream()
                .map(Check::state)
                .max(Comparator.naturalOrder())
                .orElse(Check.State.NOT_APPLICABLE);
    }

    /** {@return how many checks are in a state} */
    public int count(Check.State state) {
        return (int) checks.stream().filter(check -> check.state() == state).count();
    }

    /** {@return the checks of a block} */
    public List<Check> of(Check.Block block) {
        return checks.stream().filter(check -> check.block() == block).toList();
    }
}
