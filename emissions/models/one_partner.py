"""A balance, its delivery and the sites of its lines belong to one partner.

Asked at the end of a transaction, as foreign keys are: a merge of partners may move them one after the other.
"""

import pgtrigger

DELIVERED = "emissions_balance balance JOIN emissions_delivery other ON other.id = balance.delivery_id"
PLACED = """
    emissions_consumption line
    JOIN emissions_balance balance ON balance.id = line.balance_id
    JOIN partners_site other ON other.id = line.site_id
"""


def of_one_partner(name: str, pairs: str, changed: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """`changed`: which table of the pairs the trigger stands on."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=operation,
        func=f"""
            IF EXISTS (
                SELECT FROM {pairs} WHERE {changed}.id = NEW.id AND other.partner_id <> balance.partner_id
            ) THEN
                RAISE EXCEPTION 'a balance, its delivery and its sites belong to one partner'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        """,
    )
