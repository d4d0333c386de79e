from django.urls import URLPattern, URLResolver, path

from emissions.views import (
    balance,
    balance_entry,
    balance_parts,
    delegation,
    delivery,
    factor,
    factor_edition,
    factor_update,
    library,
    line_import,
    measure,
    measure_year,
    own_factor,
    own_file,
    progress,
    question,
    review,
    scope3,
    target,
    target_entry,
)

app_name = "emissions"

OWN = "mein-bereich/<slug:slug>/"
OFFICE = "geschaeftsstelle/"

urlpatterns: list[URLPattern | URLResolver] = [
    # klimapakt/faktoren/
    path("klimapakt/faktoren/", factor.factor_list, name="factor_list"),
    path("klimapakt/faktoren/liste.csv", factor.factor_csv, name="factor_csv"),
    # mein-bereich/<slug>/bilanzen/
    path(f"{OWN}bilanzen/", balance.balance_list, name="balance_list"),
    path(f"{OWN}bilanzen/neu/", balance.balance_begin, name="balance_begin"),
    path(f"{OWN}bilanzen/<int:year>/", balance.balance_detail, name="balance_detail"),
    path(f"{OWN}bilanzen/<int:year>/bearbeiten/", balance_entry.balance_edit, name="balance_edit"),
    path(f"{OWN}bilanzen/<int:year>/pruefen/", balance.balance_check, name="balance_check"),
    path(f"{OWN}bilanzen/<int:year>/einreichen/", balance.balance_submit, name="balance_submit"),
    path(f"{OWN}bilanzen/<int:year>/eingereicht/", balance.balance_receipt, name="balance_receipt"),
    path(f"{OWN}bilanzen/<int:year>/zuruecknehmen/", balance.balance_withdraw, name="balance_withdraw"),
    path(f"{OWN}bilanzen/<int:year>/korrigieren/", balance.balance_correct, name="balance_correct"),
    path(f"{OWN}bilanzen/liste.<slug:kind>", own_file.balance_list_file, name="balance_list_file"),
    path(f"{OWN}bilanzen/<int:year>/verbrauch.<slug:kind>", own_file.balance_lines_file, name="balance_lines_file"),
    path(f"{OWN}bilanzen/<int:year>/vsme.xlsx", own_file.balance_vsme, name="balance_vsme"),
    path(f"{OWN}bilanzen/<int:year>/fragen/<int:pk>/", question.question_answer, name="question_answer"),
    path(f"{OWN}bilanzen/<int:year>/vertraege/", balance_parts.contract_list, name="contract_list"),
    path(
        f"{OWN}bilanzen/<int:year>/vertraege/<int:pk>/loeschen/", balance_parts.contract_remove, name="contract_remove"
    ),
    path(
        f"{OWN}bilanzen/<int:year>/vertraege/<int:pk>/nachweis/",
        balance_parts.contract_evidence,
        name="contract_evidence",
    ),
    path(f"{OWN}bilanzen/<int:year>/faktoren/", factor_update.factor_update, name="factor_update"),
    path(f"{OWN}bilanzen/<int:year>/eigene-faktoren/", own_factor.own_factor_list, name="own_factor_list"),
    path(
        f"{OWN}bilanzen/<int:year>/eigene-faktoren/<int:pk>/loeschen/",
        own_factor.own_factor_remove,
        name="own_factor_remove",
    ),
    path(
        f"{OWN}bilanzen/<int:year>/eigene-faktoren/<int:pk>/nachweis/",
        own_factor.own_factor_evidence,
        name="own_factor_evidence",
    ),
    path(f"{OWN}bilanzen/<int:year>/nachweis/", balance_parts.balance_evidence, name="balance_evidence"),
    path(f"{OWN}bilanzen/<int:year>/scope-3/", scope3.scope3, name="scope3"),
    path(f"{OWN}bilanzen/<int:year>/scope-3/<int:number>/", scope3.scope3_category, name="scope3_category"),
    path(
        f"{OWN}bilanzen/<int:year>/scope-3/<int:number>/<int:pk>/loeschen/",
        scope3.scope3_line_remove,
        name="scope3_line_remove",
    ),
    path(f"{OWN}bilanzen/<int:year>/weitere-angaben/", balance_parts.balance_further, name="balance_further"),
    path(f"{OWN}bilanzen/<int:year>/zertifikate/", balance_parts.credit_list, name="credit_list"),
    path(f"{OWN}bilanzen/<int:year>/zertifikate/<int:pk>/loeschen/", balance_parts.credit_remove, name="credit_remove"),
    path(f"{OWN}bilanzen/<int:year>/aufgaben/", delegation.delegation_list, name="delegation_list"),
    path(f"{OWN}bilanzen/<int:year>/aufgaben/<int:pk>/beenden/", delegation.delegation_end, name="delegation_end"),
    path(f"{OWN}bilanzen/<int:year>/import/", line_import.line_import_start, name="line_import_start"),
    path(f"{OWN}bilanzen/<int:year>/import/vorlage/", line_import.line_import_template, name="line_import_template"),
    path(f"{OWN}bilanzen/<int:year>/import/<int:pk>/", line_import.line_import, name="line_import"),
    path(
        f"{OWN}bilanzen/<int:year>/import/<int:pk>/bericht/", line_import.line_import_report, name="line_import_report"
    ),
    path(
        f"{OWN}bilanzen/<int:year>/import/<int:pk>/uebernehmen/", line_import.line_import_take, name="line_import_take"
    ),
    path(
        f"{OWN}bilanzen/<int:year>/import/<int:pk>/rueckgaengig/", line_import.line_import_undo, name="line_import_undo"
    ),
    path(
        f"{OWN}bilanzen/<int:year>/import/<int:pk>/abbrechen/",
        line_import.line_import_cancel,
        name="line_import_cancel",
    ),
    # mein-bereich/<slug>/meldungen/
    path(f"{OWN}meldungen/", delivery.delivery_list, name="delivery_list"),
    path(f"{OWN}meldungen/<int:year>/", delivery.delivery_detail, name="delivery_detail"),
    path(f"{OWN}belege/<int:pk>/beleg.pdf", delivery.receipt_file, name="receipt_file"),
    path(f"{OWN}fortschritt/", progress.own_progress, name="own_progress"),
    # mein-bereich/<slug>/ziele/
    path(f"{OWN}ziele/liste.<slug:kind>", own_file.target_list_file, name="target_list_file"),
    path(f"{OWN}ziele/vsme.xlsx", own_file.target_vsme, name="target_vsme"),
    path(f"{OWN}ziele/", target.target_list, name="target_list"),
    path(f"{OWN}ziele/neu/", target_entry.target_add, name="target_add"),
    path(f"{OWN}ziele/<int:pk>/", target.target_detail, name="target_detail"),
    path(f"{OWN}ziele/<int:pk>/aendern/", target_entry.target_change, name="target_change"),
    path(f"{OWN}ziele/<int:pk>/basisjahr/", target.target_recalculate, name="target_recalculate"),
    path(f"{OWN}ziele/<int:pk>/zielpfad.csv", target.target_csv, name="target_csv"),
    # mein-bereich/<slug>/massnahmen/
    path(f"{OWN}massnahmen/liste.<slug:kind>", own_file.measure_list_file, name="measure_list_file"),
    path(f"{OWN}massnahmen/", measure.measure_list, name="measure_list"),
    path(f"{OWN}massnahmen/wirkung.csv", measure.measure_csv, name="measure_csv"),
    path(f"{OWN}massnahmen/jahr/<int:year>/", measure_year.measure_year, name="measure_year"),
    path(f"{OWN}massnahmen/ideen/", library.idea_list, name="idea_list"),
    path(f"{OWN}massnahmen/ideen/<int:pk>/uebernehmen/", library.idea_take, name="idea_take"),
    path(f"{OWN}massnahmen/neu/", measure.measure_add, name="measure_add"),
    path(f"{OWN}massnahmen/<int:pk>/", measure.measure_detail, name="measure_detail"),
    path(f"{OWN}massnahmen/<int:pk>/aendern/", measure.measure_change, name="measure_change"),
    path(f"{OWN}massnahmen/<int:pk>/nachweis", measure.measure_evidence, name="measure_evidence"),
    path(f"{OWN}massnahmen/<int:pk>/loeschen/", measure.measure_delete, name="measure_delete"),
    # massnahmen/
    path("massnahmen/", library.library, name="library"),
    # geschaeftsstelle/faktoren/
    path(f"{OFFICE}faktoren/", factor_edition.factor_set_list, name="factor_set_list"),
    path(f"{OFFICE}faktoren/<int:pk>/", factor_edition.factor_set, name="factor_set"),
    path(f"{OFFICE}faktoren/<int:pk>/wirkung/", factor_edition.factor_set_effects, name="factor_set_effects"),
    path(
        f"{OFFICE}faktoren/<int:pk>/wirkung.<slug:kind>",
        factor_edition.factor_set_effects_file,
        name="factor_set_effects_file",
    ),
    path(f"{OFFICE}faktoren/datei/<int:pk>/", factor_edition.factor_upload, name="factor_upload"),
    path(
        f"{OFFICE}faktoren/datei/<int:pk>/vorschau.<slug:kind>",
        factor_edition.factor_upload_file,
        name="factor_upload_file",
    ),
    path(f"{OFFICE}faktoren/datei/<int:pk>/uebernehmen/", factor_edition.factor_upload_take, name="factor_upload_take"),
    path(
        f"{OFFICE}faktoren/datei/<int:pk>/verwerfen/",
        factor_edition.factor_upload_discard,
        name="factor_upload_discard",
    ),
    path(
        f"{OFFICE}faktoren/datei/<int:pk>/wirkung/", factor_edition.factor_upload_effects, name="factor_upload_effects"
    ),
    path(
        f"{OFFICE}faktoren/datei/<int:pk>/wirkung.<slug:kind>",
        factor_edition.factor_upload_effects_file,
        name="factor_upload_effects_file",
    ),
    # geschaeftsstelle/pruefung/
    path(
        f"{OFFICE}pruefung/eigene-faktoren/<int:pk>/annehmen/", own_factor.own_factor_accept, name="own_factor_accept"
    ),
    path(f"{OFFICE}pruefung/", review.balance_review_list, name="balance_review_list"),
    path(f"{OFFICE}pruefung/<int:pk>/", review.balance_review, name="balance_review"),
    path(f"{OFFICE}pruefung/<int:pk>/beginnen/", review.balance_check_begin, name="balance_check_begin"),
    path(f"{OFFICE}pruefung/<int:pk>/fragen/", review.question_ask, name="question_ask"),
    path(f"{OFFICE}pruefung/<int:pk>/massnahmen/", review.results_check, name="results_check"),
    path(f"{OFFICE}pruefung/<int:pk>/abschliessen/", review.delivery_release, name="delivery_release"),
    path(f"{OFFICE}pruefung/<int:pk>/freigeben/", review.balance_approve, name="balance_approve"),
    path(f"{OFFICE}pruefung/<int:pk>/zurueckgeben/", review.balance_return, name="balance_return"),
]
