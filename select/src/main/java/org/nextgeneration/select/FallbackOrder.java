package org.nextgeneration.select;

import java.util.List;
import org.nextgeneration.store.Role;

/**
 * Which roles stand in for a role whose models are not installed, best first; the table is with
 * {@link ModelSelector}.
 *
 * <p>Work that asks for much goes to the next capable model, and to the smallest only when nothing
 * else is there; work that asks for an answer at once goes to the next quick one.
 */
final class FallbackOrder {
    private FallbackOrder() {}

    /** {@return the wanted role, then those that stand in for it} */
    static List<Role> of(Role wanted) {
        return switch (wanted) {
            case QUALITY ->
                    List.of(
                            Role.QUALITY,
                            Role.CODE,
                            Role.DAILY,
                            Role.SPEED,
                            Role.TRANSLATION,
                            Role.MINI);
            case CODE ->
                    List.of(
                            Role.CODE,
                            Role.QUALITY,
                            Role.DAILY,
                            Role.SPEED,
                            Role.MINI,
                            Role.TRANSLATION);
            case DAILY ->
                    List.of(
                            Role.DAILY,
                            Role.QUALITY,
                            Role.SPEED,
                            Role.CODE,
                            Role.TRANSLATION,
                            Role.MINI);
            case SPEED ->
                    List.of(
                            Role.SPEED,
                            Role.DAILY,
                            Role.MINI,
                            Role.CODE,
                            Role.QUALITY,
                            Role.TRANSLATION);
            case MINI ->
                    List.of(
                            Role.MINI,
                            Role.SPEED,
                            Role.DAILY,
                            Role.CODE,
                            Role.QUALITY,
                            Role.TRANSLATION);
            case TRANSLATION ->
                    List.of(
                            Role.TRANSLATION,
                            Role.DAILY,
                            Role.QUALITY,
                            Role.SPEED,
                            Role.CODE,
                            Role.MINI);
            case EMBEDDING -> List.of(Role.EMBEDDING);
        };
    }
}
