"""How the policy lab looks: large type, a visible focus, nothing told by colour alone."""

from __future__ import annotations

from ...study.style import BLUE, ORANGE

CSS = f"""<style>
.simkit-lab {{ --jp-widgets-font-size: 16px; --jp-widgets-inline-height: 32px; font-size: 16px; line-height: 1.35;
  max-width: 1400px; }}
.simkit-lab .widget-html, .simkit-lab .widget-html-content {{ height: auto; line-height: 1.35; font-size: 16px; }}
.simkit-lab .widget-checkbox label {{ overflow: visible; align-items: center; display: flex; }}
.simkit-lab input[type=checkbox] {{ width: 22px; height: 22px; flex: none; margin: 2px 8px 2px 4px; }}
.simkit-lab .widget-readout {{ min-width: 122px; max-width: 122px; overflow: visible; white-space: nowrap; }}
.simkit-lab .widget-hslider, .simkit-lab .widget-checkbox {{ width: 100%; margin: 1px 0; }}
.simkit-lab input:focus, .simkit-lab button:focus, .simkit-lab .noUi-handle:focus, .simkit-lab summary:focus {{
  outline: 3px solid {BLUE}; outline-offset: 2px; }}
.simkit-lab h3 {{ font-size: 19px; margin: 2px 0; }}
.simkit-lab-left {{ flex: 0 0 424px; padding-right: 12px; }}
.simkit-lab-right {{ flex: 1 1 440px; min-width: 420px; overflow: hidden;
  container-type: inline-size; }}
.simkit-lab figure {{ margin: 0; }}
.simkit-lab img {{ width: 100%; max-width: 940px; height: auto; display: block; }}
.simkit-lab-status p {{ margin: 0; padding: 2px 10px; border-left: 6px solid {BLUE}; }}
.simkit-lab-status p.working {{ border-left: 6px dashed {ORANGE}; font-weight: bold; }}
.simkit-lab-status p.refused {{ border-left: 6px double {ORANGE}; font-weight: bold; }}
.simkit-lab-stale img, .simkit-lab-stale table {{ opacity: 0.45; }}
.simkit-lab-table {{ border-collapse: collapse; width: 100%; max-width: 940px; }}
.simkit-lab-table th, .simkit-lab-table td {{ padding: 1px 7px; text-align: right; white-space: nowrap;
  font-weight: normal; }}
.simkit-lab-table thead th {{ border-bottom: 2px solid #4D4D4D; font-weight: bold; }}
.simkit-lab-table tr th:first-child {{ text-align: left; white-space: normal; }}
.simkit-lab-table thead th:last-child {{ text-align: left; padding-left: 20px; }}
.simkit-lab-table td:nth-child(3) {{ font-weight: bold; }}
.simkit-lab-table .simkit-lab-change {{ text-align: left; width: 236px; }}
.simkit-lab-said {{ display: inline-block; width: 70px; text-align: right; margin-right: 8px; }}
.simkit-lab-track {{ display: inline-block; width: 56px; height: 12px; margin-right: 8px; vertical-align: middle; }}
.simkit-lab-bar {{ display: block; height: 12px; }}
.simkit-lab-better {{ background: {BLUE}; }}
.simkit-lab-worse {{ border: 1px solid #4D4D4D; box-sizing: border-box;
  background: repeating-linear-gradient(45deg, {ORANGE} 0 4px, #FFFFFF 4px 8px); }}
@container (max-width: 740px) {{ .simkit-lab-table {{ font-size: 14px; }} .simkit-lab-track {{ display: none; }}
  .simkit-lab-table .simkit-lab-change {{ width: 160px; }} }}
.simkit-lab-sentence p {{ margin: 4px 0; max-width: 940px; }}
</style>"""
"""Sizes in pixels: a page of 1280 by 720 shows the controls, the figure and the table without scrolling."""
